package org.strainlake.rehearsal.campaign;

/** Where a rehearsal tells how far it is. */
public interface Progress extends AutoCloseable {
    /** A step begins. */
    void step(String what);

    /**
     * The run moves on.
     *
     * @param delivered chunks delivered
     * @param chunks chunks planned
     * @param detail what else is worth showing
     */
    void delivered(long delivered, long chunks, String detail);

    @Override
    void close();
}
