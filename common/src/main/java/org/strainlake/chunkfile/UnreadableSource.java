package org.strainlake.chunkfile;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that cannot be read as strain in the layout of GWOSC. The message names the file and what is wrong. */
public final class UnreadableSource extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableSource(Path file, String what) {
        this(file, what, null);
    }

    UnreadableSource(Path file, String what, @Nullable Throwable cause) {
        super(file + ": " + what, cause);
    }
}
