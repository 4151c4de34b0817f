package org.strainlake.latency.statistics;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What became of one expected second for one follower. Exactly one of these holds. */
public enum Fate {
    /** It lies in the follower's sinks, in time. */
    DELIVERED,
    /** It lies there, but over the budget, or after it had been lost. */
    LATE,
    /** It did not come by the loss deadline, or somebody said that it never will. */
    LOST,
    /** No good copy could be had. */
    CORRUPTED,
    /** This follower may not read it. */
    WITHHELD,
    /** It is on its way. */
    PENDING;

    /** Its name in answers. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The class of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Fate ofWord(String word) {
        return Arrays.stream(values())
                .filter(fate -> fate.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no class of the book: " + word));
    }
}
