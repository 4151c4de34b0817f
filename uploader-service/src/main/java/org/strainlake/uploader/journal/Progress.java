package org.strainlake.uploader.journal;

/**
 * How many chunks of a run, or of one of its datasets, came how far.
 *
 * @param created journalled
 * @param stored confirmed by the storage
 * @param announced told of
 * @param attached in their dataset
 * @param told told of that too
 * @param refused get no further
 * @param refusalsTold of these, told of
 */
public record Progress(
        long created, long stored, long announced, long attached, long told, long refused, long refusalsTold) {

    /** Whether nothing is left to do for {@code chunks} chunks, all messages included. */
    public boolean settles(long chunks) {
        return Math.min(announced, told) + refusalsTold >= chunks;
    }

    /** Whether each of {@code chunks} chunks is in its dataset or refused. */
    public boolean attaches(long chunks) {
        return attached + refused >= chunks;
    }
}
