package org.strainlake.deviation;

import org.jspecify.annotations.Nullable;
import org.strainlake.lake.DataIdentifier;

/** Which file or dataset a thread is at work on, for those who notice a deviation and do not know. */
public final class Subject {
    private static final ScopedValue<DataIdentifier> CURRENT = ScopedValue.newInstance();

    private Subject() {}

    /** Does some work on a file or dataset. */
    public static <T, E extends Throwable> T at(DataIdentifier did, ScopedValue.CallableOp<T, E> work) throws E {
        return ScopedValue.where(CURRENT, did).call(work);
    }

    /** What this thread is at work on; null if nobody said. */
    public static @Nullable DataIdentifier current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }
}
