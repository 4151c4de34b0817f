package org.strainlake.uploader.source;

import java.nio.file.Path;

/**
 * What somebody wants replayed.
 *
 * @param source GWOSC file
 * @param order how its seconds are taken
 * @param seed what random draws follow from
 * @param pace how fast
 * @param gps how the chunks are dated
 * @param chunks how many
 */
public record ReplayWish(Path source, Order order, long seed, Pace pace, GpsRule gps, long chunks) {

    /** How the seconds of a source are taken. */
    public enum Order {
        /** One after the other, from the start again at the end. */
        SEQUENTIAL,
        /** Drawn with replacement. */
        RANDOM
    }
}
