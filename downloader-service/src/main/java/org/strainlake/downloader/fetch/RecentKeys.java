package org.strainlake.downloader.fetch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.strainlake.downloader.ledger.ChunkKey;

/** The chunks booked as delivered last, a bounded number. Thread-safe. */
@Component
class RecentKeys {
    private final Map<ChunkKey, Boolean> keys;

    RecentKeys(FetchProperties properties) {
        keys = new LinkedHashMap<>() {
            @java.io.Serial
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ChunkKey, Boolean> eldest) {
                return size() > properties.recent();
            }
        };
    }

    synchronized void add(ChunkKey key) {
        keys.put(key, Boolean.TRUE);
    }

    synchronized boolean contains(ChunkKey key) {
        return keys.containsKey(key);
    }

    /** Forgets a follow that was taken back. */
    synchronized void forget(String follow) {
        keys.keySet().removeIf(key -> key.follow().equals(follow));
    }
}
