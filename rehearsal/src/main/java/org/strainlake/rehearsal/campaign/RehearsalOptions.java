package org.strainlake.rehearsal.campaign;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.strainlake.rehearsal.fault.FaultPlan;

/**
 * What a rehearsal plays.
 *
 * @param chunks how many chunks of one second
 * @param speed times real time; empty for as fast as possible
 * @param source GWOSC HDF5 file to replay; null to generate one
 * @param randomOrder whether chunks are drawn randomly, with replacement
 * @param gps {@code now}, {@code keep} or a GPS second
 * @param seed seed of random draws and of generated strain
 * @param wanDelay one-way delay between two sites; zero for none
 * @param sealed whether the stream is sealed
 * @param embargo whether it is under an embargo, too, which an outsider tries and a release ends
 * @param keep how many of the newest chunks the delivered directory keeps; 0 for all
 * @param faults what is made to go wrong; null for nothing
 * @param live whether a detector writes the strain into a directory, in place of a replay
 * @param leftOut numbers of the chunks that it does not write, the first of the run being 1
 * @param report directory for everything that the rehearsal leaves
 * @param keepRunning whether the parts stay up after the report
 */
public record RehearsalOptions(
        long chunks,
        OptionalDouble speed,
        @Nullable Path source,
        boolean randomOrder,
        String gps,
        long seed,
        Duration wanDelay,
        boolean sealed,
        boolean embargo,
        int keep,
        @Nullable FaultPlan faults,
        boolean live,
        List<Long> leftOut,
        Path report,
        boolean keepRunning) {
    public RehearsalOptions {
        leftOut = List.copyOf(leftOut);
    }

    /** Chunks that can be delivered: all but those that are left out and those whose only copy is spoiled. */
    public long deliverable() {
        return chunks - leftOut.size() - (faults == null ? 0 : faults.spoiled());
    }

    /**
     * The GPS seconds that are left out.
     *
     * @param firstGps GPS second of the first chunk
     */
    List<Long> leftOutGps(long firstGps) {
        return leftOut.stream().map(chunk -> firstGps + chunk - 1).toList();
    }

    /** How long the run takes if nothing holds it up; empty at full speed. */
    public OptionalLong plannedMillis() {
        return speed.isPresent()
                ? OptionalLong.of(Math.round(chunks * 1000 / speed.getAsDouble()))
                : OptionalLong.empty();
    }
}
