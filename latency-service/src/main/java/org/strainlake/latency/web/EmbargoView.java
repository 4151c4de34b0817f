package org.strainlake.latency.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run is public.
 *
 * @param state {@code public}; {@code members}: proprietary without an embargo; {@code embargo}: under one of which the caller
 *     may know more; {@code closed}: under one of which the caller may not; {@code unknown}: embargoes are not known yet
 * @param release when it is to be released; absent if that is not known or not told
 * @param held whether it stays closed whatever {@code release} says; absent if not told
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EmbargoView(
        String state, @Nullable Instant release, @Nullable Boolean held) {
    static EmbargoView of(String state) {
        return new EmbargoView(state, null, null);
    }
}
