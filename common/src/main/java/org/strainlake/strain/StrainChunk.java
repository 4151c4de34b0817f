package org.strainlake.strain;

import java.nio.DoubleBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.strainlake.time.GpsInterval;
import org.strainlake.time.GpsTime;

/**
 * A run of calibrated strain h(t) from one channel, whole GPS seconds long. What is missing in it is NaN,
 * and the quality words say so.
 *
 * @param channel where it comes from
 * @param start first instant, a whole second
 * @param span time covered, [start, start + span), whole seconds
 * @param sampleRateHz samples a second
 * @param strain dimensionless, exactly {@code sampleRateHz × span} samples, copied in, read-only
 * @param quality data quality, one word a second
 * @param injections which injections are absent, one word a second
 */
public record StrainChunk(
        ChannelName channel,
        GpsTime start,
        Duration span,
        int sampleRateHz,
        DoubleBuffer strain,
        FlagWords quality,
        FlagWords injections) {

    public StrainChunk {
        if (start.nanos() != 0 || span.toNanosPart() != 0 || span.toSeconds() < 1) {
            throw new IllegalArgumentException("strain comes in whole GPS seconds, not from " + start + " for " + span);
        }
        if (sampleRateHz < 1) {
            throw new IllegalArgumentException("not a sample rate: " + sampleRateHz + " Hz");
        }
        if (Math.multiplyExact(span.toSeconds(), sampleRateHz) != strain.remaining()) {
            throw new IllegalArgumentException(
                    strain.remaining() + " samples do not fill " + span + " at " + sampleRateHz + " Hz");
        }
        if (quality.seconds() != span.toSeconds() || injections.seconds() != span.toSeconds()) {
            throw new IllegalArgumentException("there is one word a second: " + span.toSeconds() + " seconds, "
                    + quality.seconds() + " quality words, " + injections.seconds() + " injection words");
        }
        strain = DoubleBuffer.allocate(strain.remaining())
                .put(strain.duplicate())
                .flip()
                .asReadOnlyBuffer();
    }

    /** The same values dated and named otherwise, as a replay does. */
    public StrainChunk replayedAs(ChannelName newChannel, GpsTime newStart) {
        return new StrainChunk(newChannel, newStart, span, sampleRateHz, strain, quality, injections);
    }

    /** The time it covers. */
    public GpsInterval interval() {
        return GpsInterval.of(start, span);
    }

    /** A fresh view: no reader can move another reader's position. */
    @Override
    public DoubleBuffer strain() {
        return strain.duplicate();
    }

    /** Sample for sample the same; NaN equals NaN. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StrainChunk that
                && channel.equals(that.channel)
                && start.equals(that.start)
                && span.equals(that.span)
                && sampleRateHz == that.sampleRateHz
                && strain.equals(that.strain)
                && quality.equals(that.quality)
                && injections.equals(that.injections);
    }

    @Override
    public int hashCode() {
        return 31 * channel.hashCode() + start.hashCode();
    }

    @Override
    public String toString() {
        return channel + " from GPS " + start.seconds() + " for " + span;
    }

    /**
     * Where a replayed chunk was taken from.
     *
     * @param file name of the source file, without its directory
     * @param gpsStart GPS second in it
     */
    public record Origin(String file, long gpsStart) {}
}
