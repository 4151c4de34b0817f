package org.strainlake.latency.seal;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.lake.DataIdentifier;

/** What was sealed. Knows nothing of who may see it. */
@Component
public class SealedDays {
    private final SealStore store;
    private final DayRuns runs;
    private final SealSweep sweep;

    SealedDays(SealStore store, DayRuns runs, SealSweep sweep) {
        this.store = store;
        this.runs = runs;
        this.sweep = sweep;
    }

    /** The records of a day, in their order; none if it is not sealed. */
    public List<SealedRecord> records(StreamDay day) {
        return store.records(day);
    }

    /** Sealed days of a stream before a day, the latest first. */
    public List<DaySummary> days(String stream, LocalDate before, int limit) {
        return store.days(stream, before, limit);
    }

    /** The datasets whose strain is in a sealed day. */
    public List<DataIdentifier> datasets(StreamDay day) {
        return store.datasets(day);
    }

    /** The datasets whose strain is in a day that is not sealed; none if it has no second. */
    public List<DataIdentifier> datasetsUnsealed(StreamDay day) {
        return List.copyOf(runs.datasets(day, runs.of(day)));
    }

    /** The public key of those days that this instance seals, as PEM; empty if it seals none. */
    public Optional<String> publicKey() {
        return Optional.ofNullable(sweep.key()).map(SigningKey::publicPem);
    }

    /** A file of a day; empty if the day has none of this name. */
    public Optional<DayContent> file(StreamDay day, String name) {
        for (var each : records(day)) {
            if (name.equals(each.named(Recording.MANIFEST))) {
                return Optional.of(DayContent.of(each.manifest()));
            }
            if (name.equals(each.named(Recording.MANIFEST) + ".sig")) {
                return Optional.of(DayContent.of(each.signature()));
            }
            if (name.equals(each.named("key.pem"))) {
                return store.publicKey(each.key()).map(pem -> DayContent.of(pem.getBytes(StandardCharsets.US_ASCII)));
            }
            for (var file : each.files()) {
                if (name.equals(file.name())) {
                    return Optional.of(new DayContent(file.bytes(), place -> store.block(day, name, place)));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * A sealed day.
     *
     * @param day which
     * @param records how many records there are of it
     * @param sealedNanos when the latest was sealed, in nanoseconds since 1970
     */
    public record DaySummary(StreamDay day, int records, long sealedNanos) {}

    /**
     * A file in parts.
     *
     * @param bytes its length
     * @param parts its parts by number, from 0 on; null after the last
     */
    public record DayContent(long bytes, Parts parts) {
        static DayContent of(byte[] whole) {
            return new DayContent(whole.length, place -> place == 0 ? whole : null);
        }
    }

    /** Reads a file part by part. */
    @FunctionalInterface
    public interface Parts {
        /** The part of this number; null after the last. */
        byte @Nullable [] part(int place);
    }
}
