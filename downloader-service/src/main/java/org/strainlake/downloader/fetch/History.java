package org.strainlake.downloader.fetch;

import java.net.URI;
import java.util.Set;

/**
 * What earlier attempts at a chunk came to. It begins anew when the service starts.
 *
 * @param attempts how many there were
 * @param differed how many brought other bytes
 * @param refused how many were refused, one after another
 * @param unseen how many found nothing, one after another
 * @param bad where other bytes came from
 */
record History(int attempts, int differed, int refused, int unseen, Set<URI> bad) {
    static final History NONE = new History(0, 0, 0, 0, Set.of());

    /** Attempts that find nothing before the catalogue is asked where else the chunk may be. */
    private static final int UNSEEN_BEFORE_CATALOGUE = 5;

    History {
        bad = Set.copyOf(bad);
    }

    /** Whether the address in the event has failed often enough to look for others. */
    boolean asksCatalogue() {
        return differed > 0 || refused > 0 || unseen >= UNSEEN_BEFORE_CATALOGUE;
    }

    History after(Attempt attempt) {
        return switch (attempt) {
            case Attempt.Differs(var where, var reason) -> {
                var all = new java.util.HashSet<>(bad);
                all.addAll(where);
                yield new History(attempts + 1, differed + 1, 0, 0, all);
            }
            case Attempt.Refused ignored -> new History(attempts + 1, differed, refused + 1, 0, bad);
            case Attempt.NotVisible ignored -> new History(attempts + 1, differed, 0, unseen + 1, bad);
            case Attempt.Delivered ignored -> counted();
            case Attempt.Busy ignored -> counted();
            case Attempt.Stuck ignored -> counted();
            case Attempt.Unwanted ignored -> counted();
        };
    }

    private History counted() {
        return new History(attempts + 1, differed, refused, unseen, bad);
    }
}
