package org.strainlake.journey;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a chunk passes on its way, in order. */
public enum Stage {
    /** The uploader has it and journals it. */
    @JsonProperty("created")
    CREATED,
    /** The storage holds it and confirmed size and digest. */
    @JsonProperty("stored")
    STORED,
    /** The catalogue has it in its dataset. */
    @JsonProperty("attached")
    ATTACHED,
    /** Its event is in the durable log. */
    @JsonProperty("notified")
    NOTIFIED,
    /** A follower has its bytes. */
    @JsonProperty("fetched")
    FETCHED,
    /** The follower found size and checksum right. */
    @JsonProperty("verified")
    VERIFIED,
    /** It lies in the follower's sinks. */
    @JsonProperty("delivered")
    DELIVERED;

    /** Whether each follower reaches it for itself. */
    public boolean isFollowers() {
        return compareTo(FETCHED) >= 0;
    }
}
