package org.strainlake.benchmark.feed;

import java.io.IOException;

/** One reader of the feed, in a thread of its own. */
interface Reader extends AutoCloseable {
    /** Who it is. */
    String name();

    /** What it has so far. */
    Inbox inbox();

    /**
     * Waits until it is sure to get what happens from now on.
     *
     * @throws IOException if it cannot read
     */
    void awaitReady() throws IOException, InterruptedException;

    /**
     * Looks whether it still reads.
     *
     * @throws IOException why it does not
     */
    void check() throws IOException;

    /** Ends it, and waits until it has ended. */
    @Override
    void close();
}
