package org.strainlake.uploader.stream;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.strainlake.chunkfile.ChunkName;
import org.strainlake.embargo.SealedName;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DidPattern;
import org.strainlake.strain.ChannelName;
import org.strainlake.strain.Detector;
import org.strainlake.time.GpsTime;

/**
 * A stream and the names that follow from its settings.
 *
 * @param id its name in configuration
 * @param settings what was configured
 */
public record Stream(String id, StreamSettings settings) {
    /** The attribute of a storage element that checks the scopes of tokens: {@code true}. */
    public static final String PROTECTED = "strainlake-protected";

    public Stream {
        if (!settings.chunkLength().equals(settings.chunkLength().truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException(
                    "stream " + id + ": chunk-length is whole seconds, not " + settings.chunkLength());
        }
        if (settings.rotation().seconds() % settings.chunkLength().toSeconds() != 0) {
            throw new IllegalArgumentException("stream " + id + ": chunks of " + settings.chunkLength()
                    + " do not fill a dataset of one " + settings.rotation());
        }
        if (!settings.channel().startsWith(settings.detector() + ":")) {
            throw new IllegalArgumentException(
                    "stream " + id + ": channel " + settings.channel() + " is not of detector " + settings.detector());
        }
        Detector.ofPrefix(settings.detector());
    }

    /** Length of a chunk, whole seconds. */
    public int chunkSeconds() {
        return Math.toIntExact(settings.chunkLength().toSeconds());
    }

    /** Its channel. */
    public ChannelName channel() {
        return new ChannelName(settings.channel());
    }

    /** The name of a run of it. */
    public String run(String tag) {
        return id + "." + tag;
    }

    /** The run of what arrives in its directory. */
    public String liveRun() {
        return run("live");
    }

    /** The file name of a replayed chunk. */
    public ChunkName replayedChunk(String tag, long gpsStart) {
        return ChunkName.of(
                Detector.ofPrefix(settings.detector()),
                description(tag),
                GpsTime.ofSeconds(gpsStart),
                Duration.ofSeconds(chunkSeconds()));
    }

    /**
     * The dataset that a chunk belongs to.
     *
     * @param tag tag of the replay; null for live strain
     * @param gpsStart GPS second at which the chunk starts
     */
    public DataIdentifier dataset(@Nullable String tag, long gpsStart) {
        return datasetOf(description(tag), gpsStart);
    }

    /**
     * The dataset of live chunks that came after the dataset of their period was closed.
     *
     * @param count 1 for the first such dataset of the period
     * @param gpsStart GPS second at which a chunk starts
     */
    public DataIdentifier lateDataset(int count, long gpsStart) {
        return datasetOf(description(null) + "_LATE" + count, gpsStart);
    }

    private DataIdentifier datasetOf(String description, long gpsStart) {
        var rotation = settings.rotation();
        return new DataIdentifier(
                settings.scope(),
                Detector.ofPrefix(settings.detector()).siteLetter() + "-" + description + "-"
                        + rotation.startOf(gpsStart) + "-" + rotation.seconds());
    }

    /**
     * The DID under which a file of this stream goes into the lake: of a stream that is sealed, that of the sealed file.
     *
     * @param fileName name of the file itself
     * @throws IllegalArgumentException if it is no name, or one too long to be sealed
     */
    public DataIdentifier did(String fileName) {
        var plain = new DataIdentifier(settings.scope(), fileName);
        return isSealed() ? SealedName.of(plain).did() : plain;
    }

    /** The name of the file itself that goes into the lake under a DID of this stream. */
    public String fileName(DataIdentifier did) {
        return SealedName.isSealed(did) ? new SealedName(did).plain().name() : did.name();
    }

    /** The expression of a rule: of a stream whose files are plain and protected, among protected storage elements only. */
    public String expression(StreamSettings.Rule rule) {
        return settings.protection() == Protection.STORAGE
                ? "(" + rule.expression() + ")&" + PROTECTED + "=true"
                : rule.expression();
    }

    /** Whether its files may go to a storage element with these attributes. */
    public boolean mayGoTo(Map<String, String> attributes) {
        return settings.protection() != Protection.STORAGE
                || "true".equalsIgnoreCase(attributes.getOrDefault(PROTECTED, ""));
    }

    /** Whether its files are sealed. */
    public boolean isSealed() {
        return settings.protection() == Protection.SEALED;
    }

    /** What its datasets and files are called, those of its replays included. */
    public List<DidPattern> names() {
        var base = Detector.ofPrefix(settings.detector()).siteLetter() + "-" + description(null);
        return java.util.stream.Stream.of("-*", "_LATE*", "_REPLAY_*")
                .map(rest -> new DidPattern(settings.scope(), base + rest))
                .toList();
    }

    private String description(@Nullable String tag) {
        var base = settings.detector() + "_" + settings.description();
        return tag == null ? base : base + "_REPLAY_" + tag;
    }

    /** The container that its datasets are put into; null if there is none. */
    public @Nullable DataIdentifier container() {
        return settings.container().isEmpty() ? null : new DataIdentifier(settings.scope(), settings.container());
    }
}
