package org.strainlake.emulator.issuer;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Optional;

/** What stands behind opaque strings that were given out, for a while; the oldest go when there are too many. Thread-safe. */
final class Kept<T> {
    private static final int MOST = 10_000;
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Duration life;
    private final InstantSource clock;
    private final LinkedHashMap<String, Entry<T>> entries = new LinkedHashMap<>();

    Kept(Duration life, InstantSource clock) {
        this.life = life;
        this.clock = clock;
    }

    private record Entry<T>(T value, Instant end) {}

    /** A string that nobody can guess. */
    static String unguessable() {
        var bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Keeps a value; the string returned brings it back. */
    synchronized String keep(T value) {
        var now = clock.instant();
        entries.values().removeIf(entry -> !now.isBefore(entry.end()));
        if (entries.size() >= MOST) {
            entries.pollFirstEntry();
        }
        var key = unguessable();
        entries.put(key, new Entry<>(value, now.plus(life)));
        return key;
    }

    synchronized Optional<T> find(String key) {
        var now = clock.instant();
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> now.isBefore(entry.end()))
                .map(Entry::value);
    }

    /** Finds it and forgets it: of two callers one gets it. */
    synchronized Optional<T> take(String key) {
        var found = find(key);
        entries.remove(key);
        return found;
    }
}
