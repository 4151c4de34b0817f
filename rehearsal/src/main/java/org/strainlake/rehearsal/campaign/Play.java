package org.strainlake.rehearsal.campaign;

import java.io.IOException;
import java.time.Instant;

/** How the booked run comes about: a replay by the uploader, or a detector that writes files. */
interface Play extends AutoCloseable {
    /** What is played, for people. */
    String what();

    /** Name of what the strain came from, for the report. */
    String sourceName();

    /**
     * Begins.
     *
     * @throws IOException if it cannot
     */
    Begun begin() throws IOException, InterruptedException;

    /**
     * How far it came.
     *
     * @throws IOException if it failed, or nobody answers
     */
    State state() throws IOException, InterruptedException;

    /**
     * Ends it, when all that was planned was delivered.
     *
     * @param delivered asked until everything that was written is delivered, too
     * @return chunks that the book must expect
     */
    long end(Delivered delivered) throws IOException, InterruptedException;

    @Override
    void close();

    /**
     * The beginning.
     *
     * @param run name of the run in the book
     * @param firstGps GPS second of its first chunk
     * @param at when the first chunk is due
     */
    record Begun(String run, long firstGps, Instant at) {}

    /**
     * A moment.
     *
     * @param running whether more of what was planned will come
     * @param moved a number that changes when something moves
     * @param detail in words
     */
    record State(boolean running, long moved, String detail) {}

    /** Counts the chunks that were delivered. */
    @FunctionalInterface
    interface Delivered {
        /**
         * So many by now.
         *
         * @throws IOException if nobody answers
         */
        long count() throws IOException, InterruptedException;
    }
}
