package org.strainlake.rehearsal.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Draws the chunks of a live run that the detector does not write. */
public final class LeftOutDraw {
    private LeftOutDraw() {}

    /**
     * Draws one of each of as many equal stretches of the run, never its first chunk nor its last.
     *
     * @param count how many
     * @param chunks length of the run
     * @param taken chunks that must be written, since something else happens to them
     * @return numbers of chunks in their order, the first being 1
     * @throws IllegalArgumentException if there are not so many
     */
    public static List<Long> draw(long seed, int count, long chunks, Set<Long> taken) {
        var random = new Random(seed);
        var drawn = new ArrayList<Long>();
        for (int stretch = 0; stretch < count; stretch++) {
            long from = 2 + (chunks - 2) * stretch / count;
            long to = 2 + (chunks - 2) * (stretch + 1) / count;
            var free = new ArrayList<Long>();
            for (long chunk = from; chunk < to; chunk++) {
                if (!taken.contains(chunk)) {
                    free.add(chunk);
                }
            }
            if (free.isEmpty()) {
                throw new IllegalArgumentException("--leave-out " + count + " leaves too little of " + chunks
                        + " s: the first and the last second, and those of faults, must be written");
            }
            drawn.add(free.get(random.nextInt(free.size())));
        }
        return drawn;
    }
}
