package org.strainlake.rehearsal.verdict;

/**
 * The conservation law of one run and follower, in chunks.
 *
 * @param expected chunks that the plan promised
 * @param delivered in time
 * @param late after the stream's budget
 * @param lost not at all
 * @param corrupted no good copy could be had
 * @param withheld the follower may not read them
 * @param pending not decided yet
 * @param closed whether nothing can change any more
 */
public record Book(
        long expected,
        long delivered,
        long late,
        long lost,
        long corrupted,
        long withheld,
        long pending,
        boolean closed) {

    /** The same, but for seconds that were rightly lost. */
    public Book without(long lostRightly) {
        return new Book(
                expected - lostRightly, delivered, late, lost - lostRightly, corrupted, withheld, pending, closed);
    }

    /** Whether the sum closes. */
    public boolean balances() {
        return expected == delivered + late + lost + corrupted + withheld + pending;
    }
}
