package org.strainlake.rehearsal.campaign;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.strainlake.rehearsal.verdict.Book;
import org.strainlake.rehearsal.verdict.DeliveredFiles;
import org.strainlake.rehearsal.verdict.EmbargoTrial;
import org.strainlake.rehearsal.verdict.FaultTrial;
import org.strainlake.rehearsal.verdict.LakeContent;
import org.strainlake.rehearsal.verdict.LeftOut;
import org.strainlake.rehearsal.verdict.Leg;
import org.strainlake.rehearsal.verdict.SealedDay;
import org.strainlake.rehearsal.verdict.Verdict;

/**
 * How a rehearsal went.
 *
 * @param run name of the run in the book
 * @param begun when the rehearsal was started
 * @param untilFirstDelivered from the start to the first chunk of the run delivered, warm-up included
 * @param duration from the first chunk created to the last one delivered
 * @param attachedPerSecond files attached in a second, from the first chunk stored to the last one attached
 * @param lake what it was played on, and what that says of the run
 * @param sourceName file name of the strain that was replayed, or what live strain is
 * @param book the conservation law
 * @param files the delivered directory held against the list
 * @param legs latency of each leg
 * @param memory resident memory of each part
 * @param lines the book's lines, one JSON object each
 * @param sealedDays the days that the run filled and that are over, sealed
 * @param embargo what became of the embargo; null without one
 * @param faults the faults that were made and those that the book names; null where none were planned
 * @param leftOut the seconds that were not written and those that the book misses; null for a replay
 * @param verdict whether it succeeded
 */
public record Outcome(
        String run,
        Instant begun,
        Duration untilFirstDelivered,
        Duration duration,
        double attachedPerSecond,
        Lake lake,
        String sourceName,
        Book book,
        DeliveredFiles files,
        List<Leg> legs,
        List<Memory> memory,
        Path lines,
        List<SealedDay> sealedDays,
        @Nullable EmbargoTrial embargo,
        @Nullable FaultTrial faults,
        @Nullable LeftOut leftOut,
        Verdict verdict) {
    public Outcome {
        legs = List.copyOf(legs);
        memory = List.copyOf(memory);
        sealedDays = List.copyOf(sealedDays);
    }

    /**
     * The lake of a rehearsal.
     *
     * @param kind {@code emulator} or {@code rucio}
     * @param version its version
     * @param name what it is called
     * @param rse storage element that was written to
     * @param content what it holds of the run
     */
    public record Lake(String kind, String version, String name, String rse, LakeContent content) {}

    /**
     * Resident memory of one part.
     *
     * @param part its name
     * @param service whether it is one of the four services
     * @param rssAfterThousandBytes highest so far when the first thousand chunks were delivered; 0 for shorter runs
     * @param peakRssBytes highest of all
     */
    public record Memory(String part, boolean service, long rssAfterThousandBytes, long peakRssBytes) {
        /** Growth after the first thousand chunks, in percent; 0 for shorter runs. */
        public double growthPercent() {
            return rssAfterThousandBytes == 0
                    ? 0
                    : 100.0 * (peakRssBytes - rssAfterThousandBytes) / rssAfterThousandBytes;
        }
    }
}
