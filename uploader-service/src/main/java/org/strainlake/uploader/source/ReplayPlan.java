package org.strainlake.uploader.source;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.strainlake.time.GpsTime;

/**
 * Everything a replay's chunks follow from: the same plan gives the same chunks, whenever and however
 * often it is carried out, from any chunk on.
 *
 * @param source file that is read, its real path
 * @param sourceStart first GPS second in it
 * @param sourceChunks how many whole chunks it holds
 * @param order how they are taken
 * @param seed what random draws follow from
 * @param pace how fast
 * @param firstGps GPS second of chunk 0
 * @param chunkSeconds length of a chunk
 * @param chunks how many
 */
public record ReplayPlan(
        Path source,
        long sourceStart,
        long sourceChunks,
        ReplayWish.Order order,
        long seed,
        Pace pace,
        long firstGps,
        int chunkSeconds,
        long chunks) {
    /** Odd and without pattern: neighbouring seeds and neighbouring chunks share no draws. */
    private static final long SPREAD = 0xD1342543DE82EF95L;

    /** GPS second at which chunk {@code n} starts. */
    public long gpsStart(long n) {
        return Math.addExact(firstGps, Math.multiplyExact(n, chunkSeconds));
    }

    /** Which chunk starts at that GPS second. */
    public long chunkAt(long gpsStart) {
        return (gpsStart - firstGps) / chunkSeconds;
    }

    /** Where chunk {@code n} is taken from in the source. */
    public GpsTime takenFrom(long n) {
        long slot = switch (order) {
            case SEQUENTIAL -> n % sourceChunks;
            case RANDOM -> new SplittableRandom(seed * SPREAD + n).nextLong(sourceChunks);
        };
        return GpsTime.ofSeconds(sourceStart + slot * chunkSeconds);
    }
}
