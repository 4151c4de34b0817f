package org.strainlake.uploader.upload;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.strainlake.lake.DataIdentifier;

/**
 * Who tells of which chunk: one thread at a time, and none again because the journal's answer was older than
 * the telling. Thread-safe; the journal is asked by one thread.
 */
final class TellingClaims {
    private final Set<DataIdentifier> claimed = ConcurrentHashMap.newKeySet();
    private final Set<DataIdentifier> toldSinceAsked = ConcurrentHashMap.newKeySet();

    boolean isClaimed(DataIdentifier did) {
        return claimed.contains(did);
    }

    /** Claims a chunk that was stored just now; false if somebody tells of it already. */
    boolean claim(DataIdentifier did) {
        return claimed.add(did);
    }

    /** The journal is about to be asked what nobody was told of. */
    void asking() {
        toldSinceAsked.clear();
    }

    /** Claims a chunk of the journal's answer; false if somebody tells of it, or told of it since the journal was asked. */
    boolean claimFromAnswer(DataIdentifier did) {
        if (!claimed.add(did)) {
            return false;
        }
        if (toldSinceAsked.contains(did)) {
            claimed.remove(did);
            return false;
        }
        return true;
    }

    /** The chunk was told of, and the journal knows it. */
    void told(DataIdentifier did) {
        toldSinceAsked.add(did);
        claimed.remove(did);
    }

    /** The chunk was not told of; the journal will give it again. */
    void giveUp(DataIdentifier did) {
        claimed.remove(did);
    }
}
