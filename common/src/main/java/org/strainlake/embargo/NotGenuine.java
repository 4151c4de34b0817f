package org.strainlake.embargo;

import java.io.IOException;

/**
 * A sealed file is not what was sealed under its name with its dataset's key: damaged, cut, swapped, or another key.
 * Which of these it is cannot be told.
 */
public final class NotGenuine extends IOException {
    private static final long serialVersionUID = 1;

    NotGenuine(SealedName file, String why) {
        super(message(file) + ": " + why);
    }

    NotGenuine(SealedName file, Throwable cause) {
        super(message(file), cause);
    }

    private static String message(SealedName file) {
        return file + " is not what was sealed under this name with its dataset's key";
    }
}
