package org.strainlake.latency.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.strainlake.embargo.SealedName;
import org.strainlake.journey.Stage;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.latency.statistics.Verdict;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.EpochNanos;

/**
 * A row of {@code book.csv}: what became of one second for one follower.
 *
 * @param fields as many as there are {@link #names()}; what is not known is empty
 */
record BookRow(List<String> fields) {
    private static final int RUN = 0;
    private static final int GPS_START = 1;
    private static final int DID = 2;
    private static final int SHA256 = 4;
    private static final int PLAIN_SHA256 = 5;
    private static final int FOLLOWER = 6;

    BookRow {
        fields = List.copyOf(fields);
    }

    /** The names of the columns. */
    static List<String> names() {
        var names = new ArrayList<>(
                List.of("run", "gpsStart", "did", "bytes", "sha256", "plainSha256", "follower", "class", "reason"));
        for (var stage : Stage.values()) {
            var word = stage.name().toLowerCase(Locale.ROOT);
            names.add(word);
            names.add(word + "Clock");
        }
        return names;
    }

    /**
     * What the book says.
     *
     * @param follower whose second; null in a run that nobody follows
     * @param verdict what became of it; null in such a run
     */
    static BookRow of(String run, @Nullable String follower, ChunkLine line, @Nullable Verdict verdict) {
        var fields = new ArrayList<String>();
        fields.add(run);
        fields.add(Long.toString(line.gpsStart()));
        fields.add(text(line.did()));
        fields.add(text(line.content().bytes()));
        fields.add(text(line.content().sha256()));
        fields.add(text(line.content().plainSha256()));
        fields.add(text(follower));
        fields.add(verdict == null ? "" : verdict.fate().word());
        fields.add(verdict == null ? "" : text(verdict.reason()));
        for (var stage : Stage.values()) {
            boolean reached = line.stamps().has(stage);
            fields.add(
                    reached ? EpochNanos.toInstant(line.stamps().nanos(stage)).toString() : "");
            fields.add(text(line.stamps().clock(stage)));
        }
        return new BookRow(fields);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** What it is about: the run, the second and the follower. */
    List<String> key() {
        return List.of(fields.get(RUN), fields.get(GPS_START), fields.get(FOLLOWER));
    }

    /** The second itself, whoever follows. */
    List<String> second() {
        return List.of(fields.get(RUN), fields.get(GPS_START));
    }

    /** The file's line of {@code SHA256SUMS}; null if it or its sum is not known. */
    @Nullable
    String sum() {
        var did = did();
        return did == null ? null : sum(SHA256, did);
    }

    /** The same for what is sealed in the file, under the name that it has when it is opened. */
    @Nullable
    String plainSum() {
        var did = did();
        return did == null || !SealedName.isSealed(did) ? null : sum(PLAIN_SHA256, new SealedName(did).plain());
    }

    private @Nullable DataIdentifier did() {
        var did = fields.get(DID);
        return did.isEmpty() ? null : DataIdentifier.parse(did);
    }

    private @Nullable String sum(int column, DataIdentifier file) {
        var sum = fields.get(column);
        return sum.isEmpty() ? null : sum + "  " + file.name() + "\n";
    }

    /** Whether both say the same of the files. */
    boolean hasSumsOf(BookRow other) {
        return Objects.equals(sum(), other.sum()) && Objects.equals(plainSum(), other.plainSum());
    }
}
