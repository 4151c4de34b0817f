package org.strainlake.rehearsal.campaign;

import java.nio.file.Path;
import java.time.Duration;
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
        Path report,
        boolean keepRunning) {

    /** Chunks that can be delivered: all but those whose only copy is spoiled. */
    public long deliverable() {
        return faults == null ? chunks : chunks - faults.spoiled();
    }

    /** How long the run takes if nothing holds it up; empty at full speed. */
    public OptionalLong plannedMillis() {
        return speed.isPresent()
                ? OptionalLong.of(Math.round(chunks * 1000 / speed.getAsDouble()))
                : OptionalLong.empty();
    }
}
