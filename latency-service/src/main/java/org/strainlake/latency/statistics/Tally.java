package org.strainlake.latency.statistics;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.Plan;

/** Adds up the lines of one follower. Not thread-safe. */
final class Tally {
    private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
    private final Plan plan;
    private final List<LegHistogram> legs;
    private long expected;

    /** Of these legs of a run. */
    Tally(Plan plan, Collection<Leg> legs) {
        this.plan = plan;
        this.legs = legs.stream().map(LegHistogram::new).toList();
    }

    void take(ChunkLine line, Verdict verdict) {
        expected++;
        fates.merge(verdict.fate(), 1L, Long::sum);
        legs.forEach(leg -> leg.take(line, plan));
    }

    /** The sum; {@code ends} if no second can be added to it. */
    Book book(boolean ends) {
        long pending = count(Fate.PENDING);
        return new Book(
                expected,
                count(Fate.DELIVERED),
                count(Fate.LATE),
                count(Fate.LOST),
                count(Fate.CORRUPTED),
                count(Fate.WITHHELD),
                pending,
                ends && pending == 0);
    }

    List<LegSummary> legs() {
        return legs.stream().map(LegHistogram::summary).toList();
    }

    /** Its sum and every leg's histogram, as bytes. */
    byte[] encoded() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeLong(expected);
            out.writeByte(Fate.values().length);
            for (var fate : Fate.values()) {
                out.writeUTF(fate.word());
                out.writeLong(count(fate));
            }
            out.writeByte(legs.size());
            for (var leg : legs) {
                leg.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    /** Adds another of the same legs. */
    void add(Tally other) {
        expected += other.expected;
        other.fates.forEach((fate, seconds) -> fates.merge(fate, seconds, Long::sum));
        for (int i = 0; i < legs.size(); i++) {
            legs.get(i).add(other.legs.get(i));
        }
    }

    /** Adds what {@link #encoded} wrote, of the legs that this tally has. */
    void add(byte[] encoded) {
        try (var in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            expected += in.readLong();
            for (int more = in.readByte(); more > 0; more--) {
                fates.merge(Fate.ofWord(in.readUTF()), in.readLong(), Long::sum);
            }
            for (int more = in.readByte(); more > 0; more--) {
                var read = LegHistogram.read(Leg.ofLabel(in.readUTF()), in);
                legs.stream().filter(leg -> leg.leg() == read.leg()).forEach(leg -> leg.add(read));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("not a sum", e);
        }
    }

    List<LegHistogram> histograms() {
        return legs;
    }

    /** Forgets everything. */
    void clear() {
        expected = 0;
        fates.clear();
        legs.forEach(LegHistogram::clear);
    }

    /** How many seconds there were. */
    long expected() {
        return expected;
    }

    /** How many of a class. */
    long count(Fate fate) {
        return fates.getOrDefault(fate, 0L);
    }
}
