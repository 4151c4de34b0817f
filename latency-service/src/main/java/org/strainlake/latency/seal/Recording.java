package org.strainlake.latency.seal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.latency.statistics.Fate;
import org.strainlake.latency.store.EpochNanos;

/** A record while it is made: its files, and the text that is signed. Not thread-safe. */
final class Recording {
    static final String MANIFEST = "MANIFEST";
    private static final String BOOK = "book.csv";
    private static final String SUMS = "SHA256SUMS";
    private static final String PLAIN_SUMS = "SHA256SUMS.plain";

    private final StreamDay day;
    private final @Nullable SealedRecord before;
    private final DayFile book;
    private final DayFile sums;
    private final DayFile plainSums;
    private final Map<List<String>, Map<Fate, Long>> counts = new LinkedHashMap<>();
    private long rows;

    /**
     * Begins a record.
     *
     * @param before the record before it; null for the day itself
     */
    Recording(StreamDay day, @Nullable SealedRecord before, DayFile.Blocks blocks) {
        this.day = day;
        this.before = before;
        this.book = new DayFile(SealedRecord.named(BOOK, number()), blocks);
        this.sums = new DayFile(SealedRecord.named(SUMS, number()), blocks);
        this.plainSums = new DayFile(SealedRecord.named(PLAIN_SUMS, number()), blocks);
    }

    private int number() {
        return before == null ? 0 : before.number() + 1;
    }

    /**
     * Writes a row.
     *
     * @param follower whose second; null in a run that nobody follows
     * @param fate its class; null in such a run
     * @param withSums whether the file's sums are new
     */
    void write(BookRow row, String run, @Nullable String follower, @Nullable Fate fate, boolean withSums) {
        if (rows++ == 0) {
            book.write(BookCsv.header());
            book.endBlock(-1, "");
        }
        book.write(BookCsv.write(row));
        if (withSums) {
            write(sums, row.sum());
            write(plainSums, row.plainSum());
        }
        if (follower != null && fate != null) {
            counts.computeIfAbsent(List.of(run, follower), key -> new EnumMap<>(Fate.class))
                    .merge(fate, 1L, Long::sum);
        }
    }

    private static void write(DayFile file, @Nullable String line) {
        if (line != null) {
            file.write(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What was written since the last one belongs to an hour of a run. */
    void endBlock(long hour, String run) {
        for (var file : List.of(book, sums, plainSums)) {
            file.endBlock(hour, run);
        }
    }

    /** Whether it has no row. */
    boolean isEmpty() {
        return rows == 0;
    }

    /** Signs it. */
    SealedRecord seal(SigningKey key, long nowNanos) {
        var files = new ArrayList<SealedFile>();
        files.add(book.end());
        // Of the day itself there is always a list of sums, be it empty.
        if (number() == 0 || !sums.isEmpty()) {
            files.add(sums.end());
        }
        if (!plainSums.isEmpty()) {
            files.add(plainSums.end());
        }
        var manifest = manifest(files, key, nowNanos).getBytes(StandardCharsets.UTF_8);
        return new SealedRecord(number(), nowNanos, key.id(), manifest, key.sign(manifest), files);
    }

    /** Lines that begin with {@code #} are none to {@code sha256sum -c}. */
    private String manifest(List<SealedFile> files, SigningKey key, long nowNanos) {
        var text = new StringBuilder();
        comment(text, number() == 0 ? "Sealed day" : "Correction of a sealed day");
        comment(text, "stream " + day.stream());
        comment(text, "day " + day.day());
        comment(text, "gps " + day.gpsStart() + " " + day.gpsEnd());
        comment(text, "record " + number());
        comment(text, "sealed " + EpochNanos.toInstant(nowNanos));
        comment(text, "key " + key.id());
        counts.forEach((page, classes) -> comment(
                text,
                (number() == 0 ? "" : "changed: ")
                        + String.join(" ", page) + ": "
                        + classes.entrySet().stream()
                                .map(each -> each.getKey().name().toLowerCase(Locale.ROOT) + " " + each.getValue())
                                .collect(Collectors.joining(", "))));
        if (before != null) {
            sum(text, Sha256Checksum.of(before.manifest()), before.named(MANIFEST));
        }
        files.forEach(file -> sum(text, file.sha256(), file.name()));
        return text.toString();
    }

    private static void comment(StringBuilder text, String words) {
        text.append("# ").append(words).append('\n');
    }

    private static void sum(StringBuilder text, Sha256Checksum sum, String name) {
        text.append(sum).append("  ").append(name).append('\n');
    }
}
