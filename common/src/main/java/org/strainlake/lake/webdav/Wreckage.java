package org.strainlake.lake.webdav;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names under which this process may have left wrong bytes: it put them there itself, and has not seen
 * them right or gone since. Forgotten with the process, and beyond a bound: then such a file is Refused
 * as another one, never overwritten.
 */
final class Wreckage {
    private static final int MOST = 10_000;

    private final Set<URI> names = ConcurrentHashMap.newKeySet();

    void remember(URI url) {
        if (names.size() < MOST) {
            names.add(url);
        }
    }

    boolean holds(URI url) {
        return names.contains(url);
    }

    void forget(URI url) {
        names.remove(url);
    }
}
