package org.strainlake.latency.statistics;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.Plan;

/** Gathers the latencies of a leg in memory that does not grow with their number. Not thread-safe. */
final class LegHistogram {
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Leg leg;
    private final Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
    private long count;
    private double sum;
    private long greatest;
    private long negative;

    LegHistogram(Leg leg) {
        this.leg = leg;
        histogram.setAutoResize(true);
    }

    /** Takes a chunk that passed the leg; others are left out. */
    void take(ChunkLine line, Plan plan) {
        leg.nanos(line, plan).ifPresent(this::take);
    }

    void take(long nanos) {
        if (nanos < 0) {
            negative++;
            return;
        }
        // One alone is its own quantile: the histogram, which takes time to clear, is spared.
        if (count == 1) {
            histogram.recordValue(greatest);
        }
        if (count > 0) {
            histogram.recordValue(nanos);
        }
        count++;
        sum += nanos;
        greatest = Math.max(greatest, nanos);
    }

    /** Takes all that another has taken; exactly, since both count in the same buckets. */
    void add(LegHistogram other) {
        negative += other.negative;
        if (other.count == 1) {
            take(other.greatest);
        } else if (other.count > 1) {
            if (count == 1) {
                histogram.recordValue(greatest);
            }
            histogram.add(other.histogram);
            count += other.count;
            sum += other.sum;
            greatest = Math.max(greatest, other.greatest);
        }
    }

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(leg.label());
        out.writeLong(count);
        out.writeDouble(sum);
        out.writeLong(greatest);
        out.writeLong(negative);
        if (count > 1) {
            var buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
            int length = histogram.encodeIntoCompressedByteBuffer(buffer);
            out.writeInt(length);
            out.write(buffer.array(), 0, length);
        }
    }

    /** Reads what {@link #write} wrote. */
    static LegHistogram read(Leg leg, DataInputStream in) throws IOException {
        var read = new LegHistogram(leg);
        long count = in.readLong();
        read.sum = in.readDouble();
        read.greatest = in.readLong();
        read.negative = in.readLong();
        read.count = count;
        if (count > 1) {
            var bytes = in.readNBytes(in.readInt());
            try {
                read.histogram.add(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0));
            } catch (DataFormatException e) {
                throw new IOException("not a histogram of " + leg.label(), e);
            }
        }
        return read;
    }

    /** The same in buckets that each count what was at most as long, but for the histogram's three significant digits. */
    LegBuckets buckets(long... edgesNanos) {
        var counts = new ArrayList<Long>();
        for (long edge : edgesNanos) {
            counts.add(count > 1 ? histogram.getCountBetweenValues(0, edge) : count == 1 && greatest <= edge ? 1L : 0L);
        }
        return new LegBuckets(leg.label(), counts, count, sum / NANOS_PER_SECOND);
    }

    /** Forgets everything. */
    void clear() {
        if (count > 1) {
            histogram.reset();
        }
        count = 0;
        sum = 0;
        greatest = 0;
        negative = 0;
    }

    Leg leg() {
        return leg;
    }

    long count() {
        return count;
    }

    long negative() {
        return negative;
    }

    /** The greatest, in milliseconds; NaN if there is none. */
    double greatestMillis() {
        return count == 0 ? Double.NaN : millis((double) greatest);
    }

    LegSummary summary() {
        return count == 0
                ? new LegSummary(leg.label(), 0, null, null, null, null, null, negative)
                : new LegSummary(
                        leg.label(),
                        count,
                        millis(sum / count),
                        quantile(50),
                        quantile(90),
                        quantile(99),
                        millis((double) greatest),
                        negative);
    }

    /** A quantile in milliseconds; NaN if there is none. */
    double quantile(double percent) {
        if (count <= 1) {
            return greatestMillis();
        }
        // The histogram answers with the upper edge of a bucket, which may lie above all that was recorded.
        return millis((double) Math.min(histogram.getValueAtPercentile(percent), greatest));
    }

    private static double millis(double nanos) {
        return nanos / NANOS_PER_MILLI;
    }
}
