package org.strainlake.latency.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.lake.DataIdentifier;

/** Keeps what was sealed. The database lets nothing of it be changed. */
@Component
class SealStore {
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('strainlake seal ' || ?, 0))";
    private static final String TAKEN_ALL =
            "SELECT stream, day, sum(revision) AS revision FROM sealed_hour GROUP BY stream, day";
    private static final String TAKEN = "SELECT hour, revision FROM sealed_hour WHERE stream = ? AND day = ?";
    private static final String TAKE = """
            INSERT INTO sealed_hour (stream, day, hour, revision) VALUES (?, ?, ?, ?)
            ON CONFLICT (stream, day, hour) DO UPDATE SET revision = EXCLUDED.revision""";
    private static final String QUIET = """
            INSERT INTO quiet_day AS known (stream, day, revision, since) VALUES (?, ?, ?, ?)
            ON CONFLICT (stream, day) DO UPDATE SET revision = EXCLUDED.revision,
                since = CASE WHEN known.revision = EXCLUDED.revision THEN known.since ELSE EXCLUDED.since END
            RETURNING since""";
    private static final String LAST = """
            SELECT number, sealed, key, manifest, signature FROM sealed_record
            WHERE stream = ? AND day = ? ORDER BY number DESC LIMIT 1""";
    private static final String RECORDS = """
            SELECT number, sealed, key, manifest, signature FROM sealed_record
            WHERE stream = ? AND day = ? ORDER BY number""";
    private static final String FILES =
            "SELECT name, bytes, sha256 FROM sealed_file WHERE stream = ? AND day = ? AND number = ? ORDER BY name";
    private static final String DAYS = """
            SELECT day, count(*) AS records, max(sealed) AS sealed FROM sealed_record
            WHERE stream = ? AND day < ? GROUP BY day ORDER BY day DESC LIMIT ?""";
    private static final String BLOCKS_OF_HOUR = """
            SELECT b.part FROM sealed_block b JOIN sealed_file f USING (stream, day, name)
            WHERE b.stream = ? AND b.day = ? AND b.hour = ? AND b.run = ? AND b.name LIKE 'book%.csv'
            ORDER BY f.number""";
    private static final String BLOCK =
            "SELECT part FROM sealed_block WHERE stream = ? AND day = ? AND name = ? AND place = ?";

    private final JdbcTemplate jdbc;

    SealStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes the day for this transaction; false if another instance has it. */
    boolean lock(StreamDay day) {
        return Boolean.TRUE.equals(jdbc.queryForObject(LOCK, Boolean.class, day.toString()));
    }

    /** Up to which sum of revisions each day is in its records. */
    Map<StreamDay, Long> taken() {
        var taken = new HashMap<StreamDay, Long>();
        jdbc.query(TAKEN_ALL, row -> {
            taken.put(
                    new StreamDay(row.getString("stream"), row.getObject("day", LocalDate.class)),
                    row.getLong("revision"));
        });
        return taken;
    }

    /** The same for the hours of a day; empty if the day was never looked at. */
    Map<Long, Long> taken(StreamDay day) {
        var taken = new HashMap<Long, Long>();
        jdbc.query(
                TAKEN,
                row -> {
                    taken.put(row.getLong("hour"), row.getLong("revision"));
                },
                day.stream(),
                day.day());
        return taken;
    }

    void take(StreamDay day, long hour, long revision) {
        jdbc.update(TAKE, day.stream(), day.day(), hour, revision);
    }

    /** Since when, in nanoseconds since 1970, the day has had this revision, as far as anybody looked. */
    long quietSince(StreamDay day, long revision, long nowNanos) {
        var since = jdbc.queryForObject(QUIET, Long.class, day.stream(), day.day(), revision, nowNanos);
        return since == null ? nowNanos : since;
    }

    /** The latest record; its files are not read. */
    Optional<SealedRecord> last(StreamDay day) {
        return Optional.ofNullable(DataAccessUtils.singleResult(jdbc.query(
                LAST,
                (row, number) -> new SealedRecord(
                        row.getInt("number"),
                        row.getLong("sealed"),
                        row.getString("key"),
                        row.getBytes("manifest"),
                        row.getBytes("signature"),
                        List.of()),
                day.stream(),
                day.day())));
    }

    /** All records, with their files. */
    List<SealedRecord> records(StreamDay day) {
        return jdbc.query(
                RECORDS,
                (row, number) -> new SealedRecord(
                        row.getInt("number"),
                        row.getLong("sealed"),
                        row.getString("key"),
                        row.getBytes("manifest"),
                        row.getBytes("signature"),
                        files(day, row.getInt("number"))),
                day.stream(),
                day.day());
    }

    private List<SealedFile> files(StreamDay day, int number) {
        return jdbc.query(
                FILES,
                (row, place) -> new SealedFile(
                        row.getString("name"), row.getLong("bytes"), new Sha256Checksum(row.getString("sha256"))),
                day.stream(),
                day.day(),
                number);
    }

    /** Days of a stream before a day, the latest first. */
    List<SealedDays.DaySummary> days(String stream, LocalDate before, int limit) {
        return jdbc.query(
                DAYS,
                (row, number) -> new SealedDays.DaySummary(
                        new StreamDay(stream, row.getObject("day", LocalDate.class)),
                        row.getInt("records"),
                        row.getLong("sealed")),
                stream,
                before,
                limit);
    }

    void keep(StreamDay day, SealedRecord sealed) {
        jdbc.update(
                "INSERT INTO sealed_record (stream, day, number, sealed, key, manifest, signature) VALUES (?, ?, ?, ?, ?, ?, ?)",
                day.stream(),
                day.day(),
                sealed.number(),
                sealed.sealedNanos(),
                sealed.key(),
                sealed.manifest(),
                sealed.signature());
        for (var file : sealed.files()) {
            jdbc.update(
                    "INSERT INTO sealed_file (stream, day, number, name, bytes, sha256) VALUES (?, ?, ?, ?, ?, ?)",
                    day.stream(),
                    day.day(),
                    sealed.number(),
                    file.name(),
                    file.bytes(),
                    file.sha256().hex());
        }
    }

    /** Where the blocks of a day's files go. */
    DayFile.Blocks blocks(StreamDay day) {
        return (file, place, hour, run, compressed) -> jdbc.update(
                "INSERT INTO sealed_block (stream, day, name, place, hour, run, part) VALUES (?, ?, ?, ?, ?, ?, ?)",
                day.stream(),
                day.day(),
                file,
                place,
                hour,
                run,
                compressed);
    }

    /** What the records say of a run's hour, the earliest record first. */
    List<byte[]> books(StreamDay day, long hour, String run) {
        return jdbc.query(
                BLOCKS_OF_HOUR, (row, number) -> expanded(row.getBytes("part")), day.stream(), day.day(), hour, run);
    }

    /** A block of a file; null after the last. */
    byte @Nullable [] block(StreamDay day, String file, int place) {
        var parts = jdbc.query(BLOCK, (row, number) -> row.getBytes("part"), day.stream(), day.day(), file, place);
        return parts.isEmpty() ? null : expanded(parts.getFirst());
    }

    void contains(StreamDay day, DataIdentifier dataset) {
        jdbc.update(
                "INSERT INTO sealed_dataset (stream, day, dataset) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                day.stream(),
                day.day(),
                dataset.toString());
    }

    /** The datasets whose strain is in a day. */
    List<DataIdentifier> datasets(StreamDay day) {
        return jdbc.query(
                "SELECT dataset FROM sealed_dataset WHERE stream = ? AND day = ? ORDER BY dataset",
                (row, number) -> DataIdentifier.parse(row.getString("dataset")),
                day.stream(),
                day.day());
    }

    void keepKey(SigningKey key) {
        jdbc.update("INSERT INTO seal_key (key, pem) VALUES (?, ?) ON CONFLICT DO NOTHING", key.id(), key.publicPem());
    }

    /** The public key of this id, as PEM. */
    Optional<String> publicKey(String key) {
        return jdbc.queryForList("SELECT pem FROM seal_key WHERE key = ?", String.class, key).stream()
                .findFirst();
    }

    private static byte[] expanded(byte[] compressed) {
        try (var expanding = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return expanding.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("a sealed block cannot be expanded", e);
        }
    }
}
