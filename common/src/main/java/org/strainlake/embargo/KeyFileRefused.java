package org.strainlake.embargo;

import java.io.IOException;
import java.nio.file.Path;

/** The file of the key-encryption keys is not fit to be used. */
public final class KeyFileRefused extends IOException {
    private static final long serialVersionUID = 1;

    KeyFileRefused(Path file, String why) {
        super(file + " " + why);
    }
}
