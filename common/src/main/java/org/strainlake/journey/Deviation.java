package org.strainlake.journey;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What can go otherwise than it should between the parts, whether or not it costs a chunk. */
public enum Deviation {
    /** The other side said that it cannot answer: a status from 500 on. */
    ANSWER_UNAVAILABLE,
    /** The other side asked for fewer calls: 429. */
    ANSWER_THROTTLED,
    /** The answer came, but took longer than it may. */
    ANSWER_SLOW,
    /** No answer came within the time that a call is given. */
    ANSWER_MISSING,
    /** The connection broke off in the middle of a request or an answer. */
    CONNECTION_CUT,
    /** Wrong bytes were read, and right ones from the same replica afterwards. */
    BYTES_CHANGED_ON_THE_WAY,
    /** A replica itself holds wrong bytes: they were read wrong twice, or the storage's own digest differs. */
    BYTES_CHANGED_IN_STORAGE,
    /** The other side did not accept a token. */
    TOKEN_REFUSED,
    /** A part could not be reached for a while: {@code kafka}, {@code activemq}, {@code database}, {@code rucio}, … */
    PART_AWAY,
    /** The last life of a service ended without an orderly shutdown. */
    SERVICE_ENDED,
    /** A clock is further from another one than it may be. */
    CLOCK_OFF,
    /** No room was left to write a file. */
    DISK_FULL,
    /** An event of a copy did not come: the catalogue knew of the copy. */
    EVENT_LOST,
    /** An event came again. */
    EVENT_REPEATED,
    /** An event came before one that precedes it. */
    EVENT_OUT_OF_ORDER,
    /** An event came long after what it tells of. */
    EVENT_LATE;

    /** Its name in records and answers, such as {@code answer-slow}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it goes on until the other side is as it should be again, however rarely somebody looks. */
    public boolean lasts() {
        return this == PART_AWAY || this == CLOCK_OFF || this == DISK_FULL;
    }

    /**
     * The deviation of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Deviation ofWord(String word) {
        return Arrays.stream(values())
                .filter(deviation -> deviation.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no deviation: " + word));
    }
}
