package org.strainlake.strain;

import java.nio.IntBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One word for every second of strain; bit <em>i</em> answers flag <em>i</em>.
 *
 * @param flags what the bits mean, the lowest first, 1 to 32
 * @param words one unsigned word a second, copied in, read-only
 */
public record FlagWords(List<Flag> flags, IntBuffer words) {
    /** The data quality flags of GWOSC, as in its files of the second observing run. */
    public static final List<Flag> QUALITY = List.of(
            new Flag("DATA", "data present"),
            new Flag("CBC_CAT1", "passes the cbc CAT1 test"),
            new Flag("CBC_CAT2", "passes cbc CAT2 test"),
            new Flag("CBC_CAT3", "passes cbc CAT3 test"),
            new Flag("BURST_CAT1", "passes burst CAT1 test"),
            new Flag("BURST_CAT2", "passes burst CAT2 test"),
            new Flag("BURST_CAT3", "passes burst CAT3 test"));

    /** The flags of GWOSC that tell that no signal was injected. */
    public static final List<Flag> INJECTIONS = List.of(
            new Flag("NO_CBC_HW_INJ", "no cbc injection"),
            new Flag("NO_BURST_HW_INJ", "no burst injections"),
            new Flag("NO_DETCHAR_HW_INJ", "no detchar injections"),
            new Flag("NO_CW_HW_INJ", "no continuous wave injections"),
            new Flag("NO_STOCH_HW_INJ", "no stoch injections"));

    public FlagWords {
        flags = List.copyOf(flags);
        if (flags.isEmpty() || flags.size() > Integer.SIZE) {
            throw new IllegalArgumentException("a word has 1 to 32 flags, not " + flags.size());
        }
        words = IntBuffer.allocate(words.remaining())
                .put(words.duplicate())
                .flip()
                .asReadOnlyBuffer();
    }

    /** How many seconds they speak of. */
    public int seconds() {
        return words.limit();
    }

    /** A fresh view: no reader can move another reader's position. */
    @Override
    public IntBuffer words() {
        return words.duplicate();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlagWords that && flags.equals(that.flags) && words.equals(that.words);
    }

    @Override
    public int hashCode() {
        return 31 * flags.hashCode() + words.hashCode();
    }

    @Override
    public String toString() {
        return seconds() + " words of " + flags.size() + " flags";
    }

    /**
     * What one bit means.
     *
     * @param name short name, such as {@code CBC_CAT1}
     * @param description in words
     */
    public record Flag(String name, String description) {}
}
