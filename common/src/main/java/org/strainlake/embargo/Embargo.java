package org.strainlake.embargo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.strainlake.chunkfile.ChunkName;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DidPattern;

/**
 * Who may read a stream or a dataset until it is released. A version is never changed; a change makes the next one.
 *
 * @param id {@code streams/NAME} or {@code datasets/SCOPE:NAME}
 * @param opaque what it is called where nobody shows a token; tells nothing of what it covers
 * @param version 1 for the first, and one more for each change
 * @param experiment whose data it is
 * @param names what it covers: of a stream the patterns of its datasets and files, of a dataset its DID alone
 * @param readers groups such as {@code /virgo}, or client ids written {@code client:ID}, that may read; at least one
 * @param release when it is to be released; null if that is not known yet
 * @param held whether it stays closed whatever {@code release} says
 * @param early intervals of GPS time that everybody may read already, though no key is released
 * @param releasedAt when it was released; null while it is closed. Only this opens it: {@code release} alone opens nothing
 */
public record Embargo(
        String id,
        String opaque,
        long version,
        String experiment,
        List<DidPattern> names,
        List<String> readers,
        @Nullable Instant release,
        boolean held,
        List<Early> early,
        @Nullable Instant releasedAt) {
    private static final Pattern ID = Pattern.compile("(streams/[\\w.-]{1,100})|(datasets/[\\w.-]{1,25}:.{1,250})");
    private static final Pattern OPAQUE = Pattern.compile("closed-[0-9a-f]{8}");
    private static final Pattern READER = Pattern.compile("(/[^/\\s]+)+|client:\\S+");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String DATASETS = "datasets/";

    public Embargo {
        names = List.copyOf(names);
        readers = List.copyOf(readers);
        early = early == null ? List.of() : List.copyOf(early);
        if (!ID.matcher(id).matches() || !OPAQUE.matcher(opaque).matches() || version < 1 || experiment.isBlank()) {
            throw new IllegalArgumentException("not an embargo: " + id + ", version " + version);
        }
        if (readers.isEmpty()
                || !readers.stream().allMatch(reader -> READER.matcher(reader).matches())) {
            throw new IllegalArgumentException(
                    "an embargo names who may read: groups such as /virgo, or client:ID, not " + readers);
        }
        if (names.isEmpty() || (id.startsWith(DATASETS) && !id.equals(DATASETS + names.getFirst()))) {
            throw new IllegalArgumentException("the embargo " + id + " covers " + names);
        }
        if (id.startsWith(DATASETS)) {
            var _ = DataIdentifier.parse(id.substring(DATASETS.length()));
        }
    }

    /**
     * An interval of GPS time, [gpsStart, gpsEnd) in whole seconds.
     *
     * @param gpsStart first second
     * @param gpsEnd first second after it
     */
    public record Early(long gpsStart, long gpsEnd) {
        public Early {
            if (gpsStart < 0 || gpsEnd <= gpsStart) {
                throw new IllegalArgumentException(
                        "an interval of GPS time ends after it starts: " + gpsStart + " to " + gpsEnd);
            }
        }
    }

    /** A new name for {@code opaque}. */
    public static String newOpaque() {
        return "closed-" + HexFormat.of().toHexDigits(RANDOM.nextInt());
    }

    /** Whether it is released. */
    @JsonIgnore
    public boolean isReleased() {
        return releasedAt != null;
    }

    /** Whether it belongs to a dataset, and so comes before one of a stream. */
    @JsonIgnore
    public boolean isOfDataset() {
        return id.startsWith(DATASETS);
    }

    /** The dataset it belongs to; empty for one of a stream. */
    @JsonIgnore
    public Optional<DataIdentifier> dataset() {
        return isOfDataset() ? Optional.of(DataIdentifier.parse(id.substring(DATASETS.length()))) : Optional.empty();
    }

    /** Whether anything that it covers is open to everybody. */
    @JsonIgnore
    public boolean opensAnything() {
        return isReleased() || !early.isEmpty();
    }

    /** Whether it no longer keeps a file, dataset or container closed that it covers. */
    public boolean isLiftedFor(DataIdentifier did) {
        return isReleased() || isEarly(did);
    }

    /**
     * Whether it covers a dataset or file. A file belongs to a dataset by the names of both, after T010150: the same
     * sites and description, and its time within that of the dataset.
     */
    public boolean covers(DataIdentifier did) {
        return isOfDataset()
                ? names.getFirst().toString().equals(did.toString()) || isIn(names.getFirst(), did)
                : names.stream().anyMatch(pattern -> pattern.matches(did));
    }

    /** Whether the whole of a file was released early. */
    public boolean isEarly(DataIdentifier file) {
        var name = chunkName(file);
        return name.isPresent()
                && early.stream()
                        .anyMatch(interval -> interval.gpsStart() <= name.get().gpsStart()
                                && name.get().gpsStart() + name.get().seconds() <= interval.gpsEnd());
    }

    private static boolean isIn(DidPattern dataset, DataIdentifier file) {
        var name = chunkName(file);
        if (name.isEmpty() || !dataset.scope().equals(file.scope())) {
            return false;
        }
        // A dataset's name is that of a file that spans its period, without an extension.
        var whole = ChunkName.tryParse(dataset.name() + "." + name.get().extension());
        return whole.isPresent()
                && whole.get().sites().equals(name.get().sites())
                && whole.get().description().equals(name.get().description())
                && whole.get().gpsStart() <= name.get().gpsStart()
                && name.get().gpsStart() + name.get().seconds()
                        <= whole.get().gpsStart() + whole.get().seconds();
    }

    private static Optional<ChunkName> chunkName(DataIdentifier file) {
        return ChunkName.tryParse(
                SealedName.isSealed(file) ? new SealedName(file).plain().name() : file.name());
    }
}
