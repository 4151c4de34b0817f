package org.strainlake.deviation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.strainlake.journey.Deviation;
import org.strainlake.lake.DataIdentifier;

/**
 * Where parts tell that something went otherwise than it should. Telling never waits and never fails; repeated tellings
 * of one deviation, side and file within five seconds are one incident. Thread-safe.
 */
public interface Deviations {
    /** Nobody is told. */
    Deviations NONE = new Deviations() {
        @Override
        public void seen(
                Deviation deviation, String where, @Nullable DataIdentifier did, Duration ago, String detail) {}

        @Override
        public void reached(String where) {}
    };

    /**
     * Something was noticed just now.
     *
     * @param deviation what it is
     * @param where the other side, such as {@code storage}, {@code rucio}, {@code kafka}
     * @param did file or dataset it happened to; null if to none
     * @param ago how long ago it began
     * @param detail for the operator; holds no token, key, address or query string
     */
    void seen(Deviation deviation, String where, @Nullable DataIdentifier did, Duration ago, String detail);

    /** That side is as it should be: if it was away, off or full, it is not any more. Cheap. */
    void reached(String where);
}
