package org.strainlake.rehearsal.stage;

import java.time.Duration;
import java.util.Set;

/**
 * What a stage must be able to do.
 *
 * @param wanDelay one-way delay between two sites; zero for none
 * @param sealed whether the streams are sealed
 * @param embargo whether there is a guest, who is given no key
 * @param harms what can be harmed while it stands; none if everything shall go well
 * @param live whether the booked stream comes from a directory, not from replays
 * @param keep how many of the newest chunks the delivered directory keeps; 0 for all
 * @param training whether to record start-up caches
 */
public record StageOptions(
        Duration wanDelay, boolean sealed, boolean embargo, Set<Harm> harms, boolean live, int keep, boolean training) {
    public StageOptions {
        harms = Set.copyOf(harms);
    }

    /** What can be harmed. */
    public enum Harm {
        /** The stand-in takes faults from whoever has the key. */
        LAKE,
        /** The downloader's clock can be set off. */
        CLOCK,
        /** The disk that the downloader delivers to can be made full. */
        DISK
    }
}
