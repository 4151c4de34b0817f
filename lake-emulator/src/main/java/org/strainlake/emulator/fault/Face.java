package org.strainlake.emulator.fault;

import java.util.Locale;
import java.util.Set;
import org.strainlake.emulator.http.RequestPath;
import org.strainlake.emulator.storage.StorageElements;

/** What of the lake a request is for. */
enum Face {
    /** The files. */
    STORAGE,
    /** The catalogue. */
    RUCIO,
    /** Logins, tokens and keys. */
    ISSUER,
    /** The message broker, which has no requests. */
    BROKER,
    /** The catalogue's events on their way to the broker. */
    EVENTS;

    private static final Set<String> OF_THE_ISSUER = Set.of(".well-known", "jwk", "token", "authorize", "login");

    /** The face that answers at a path. */
    static Face of(RequestPath path, StorageElements storages) {
        if (storages.at(path).isPresent()) {
            return STORAGE;
        }
        return !path.components().isEmpty()
                        && OF_THE_ISSUER.contains(path.components().getFirst())
                ? ISSUER
                : RUCIO;
    }

    /**
     * The face of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Face named(String word) {
        for (var face : values()) {
            if (face.word().equals(word)) {
                return face;
            }
        }
        throw new IllegalArgumentException("face is storage, rucio, issuer, broker or events");
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
