package org.strainlake.deviation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a full disk from other failures to write, for which Java has no exception of its own. */
public final class DiskFull {
    /** As the system says ENOSPC and EDQUOT. */
    private static final List<String> WORDS = List.of("No space left on device", "Disk quota exceeded");

    private DiskFull() {}

    /** Whether a failure was caused by a full disk. */
    public static boolean isCauseOf(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            var message = String.valueOf(cause.getMessage());
            if (WORDS.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }
}
