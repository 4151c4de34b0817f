package org.strainlake.uploader.journal;

/** A dataset's key cannot be opened with the key-encryption keys that this service has. */
public final class KeyNotHeld extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyNotHeld(String message) {
        super(message);
    }
}
