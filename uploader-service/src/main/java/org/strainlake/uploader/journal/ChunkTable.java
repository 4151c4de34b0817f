package org.strainlake.uploader.journal;

import java.net.URI;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.checksum.Sums;
import org.strainlake.event.FilePayload;
import org.strainlake.lake.DataIdentifier;

/** Rows of the table of chunks, written in batches. */
@Component
class ChunkTable implements MarkStore {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    ChunkTable(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void write(List<Mark> marks) {
        var created = new ArrayList<Object[]>();
        var resealed = new ArrayList<Object[]>();
        var stored = new ArrayList<Object[]>();
        var announced = new ArrayList<Object[]>();
        var attached = new ArrayList<Object[]>();
        var told = new ArrayList<Object[]>();
        var refused = new ArrayList<Object[]>();
        for (var mark : marks) {
            switch (mark) {
                case Mark.Created(var chunk) -> created.add(row(chunk));
                case Mark.Resealed(var chunk) ->
                    resealed.add(new Object[] {
                        chunk.bytes(),
                        chunk.adler32().hex(),
                        chunk.sha256().hex(),
                        chunk.did().scope(),
                        chunk.did().name()
                    });
                case Mark.Stored(var did, var at) -> stored.add(new Object[] {nanos(at), did.scope(), did.name()});
                case Mark.Announced(var did) -> announced.add(new Object[] {did.scope(), did.name()});
                case Mark.Attached(var did, var at) -> attached.add(new Object[] {nanos(at), did.scope(), did.name()});
                case Mark.Told(var did) -> told.add(new Object[] {did.scope(), did.name()});
                case Mark.Refused(var did, var reason) -> refused.add(new Object[] {reason, did.scope(), did.name()});
            }
        }
        transaction.executeWithoutResult(status -> {
            batch("""
                    INSERT INTO chunk (scope, name, stream, run, gps_start, seconds, sample_rate_hz, bytes, adler32, sha256,
                        dataset, rse, url, source_file, source_gps, path, created_at, plain_bytes, plain_adler32, plain_sha256)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO NOTHING""", created);
            batch("""
                    UPDATE chunk SET bytes = ?, adler32 = ?, sha256 = ?
                    WHERE scope = ? AND name = ? AND stored_at IS NULL""", resealed);
            batch("UPDATE chunk SET stored_at = ? WHERE scope = ? AND name = ? AND stored_at IS NULL", stored);
            batch("UPDATE chunk SET announced = true WHERE scope = ? AND name = ?", announced);
            batch("UPDATE chunk SET attached_at = ? WHERE scope = ? AND name = ? AND attached_at IS NULL", attached);
            batch("UPDATE chunk SET told = true WHERE scope = ? AND name = ?", told);
            batch("UPDATE chunk SET refused = ? WHERE scope = ? AND name = ?", refused);
        });
    }

    private void batch(String sql, List<Object[]> rows) {
        if (!rows.isEmpty()) {
            jdbc.batchUpdate(sql, rows);
        }
    }

    private static Object[] row(ChunkEntry chunk) {
        var origin = chunk.replayOf();
        var plain = chunk.plain();
        return new Object[] {
            chunk.did().scope(),
            chunk.did().name(),
            chunk.stream(),
            chunk.run(),
            chunk.gpsStart(),
            chunk.seconds(),
            chunk.sampleRateHz(),
            chunk.bytes(),
            chunk.adler32().hex(),
            chunk.sha256().hex(),
            chunk.dataset().name(),
            chunk.rse(),
            chunk.url().toString(),
            origin == null ? null : origin.file(),
            origin == null ? null : origin.gps(),
            chunk.path() == null ? null : chunk.path().toString(),
            nanos(chunk.created()),
            plain == null ? null : plain.bytes(),
            plain == null ? null : plain.adler32().hex(),
            plain == null ? null : plain.sha256().hex()
        };
    }

    static ChunkEntry entry(ResultSet row) throws SQLException {
        var scope = row.getString("scope");
        var sourceFile = row.getString("source_file");
        var path = row.getString("path");
        return new ChunkEntry(
                new DataIdentifier(scope, row.getString("name")),
                row.getString("stream"),
                row.getString("run"),
                row.getLong("gps_start"),
                row.getInt("seconds"),
                row.getInt("sample_rate_hz"),
                row.getLong("bytes"),
                new Adler32Checksum(row.getString("adler32")),
                new Sha256Checksum(row.getString("sha256")),
                plain(row),
                new DataIdentifier(scope, row.getString("dataset")),
                row.getString("rse"),
                URI.create(row.getString("url")),
                sourceFile == null ? null : new FilePayload.Origin(sourceFile, row.getLong("source_gps")),
                path == null ? null : Path.of(path),
                instant(row.getLong("created_at")),
                nullable(row, "stored_at"),
                row.getBoolean("announced"),
                nullable(row, "attached_at"),
                row.getBoolean("told"),
                row.getString("refused"));
    }

    private static @Nullable Sums plain(ResultSet row) throws SQLException {
        var adler32 = row.getString("plain_adler32");
        return adler32 == null
                ? null
                : new Sums(
                        row.getLong("plain_bytes"),
                        new Adler32Checksum(adler32),
                        new Sha256Checksum(row.getString("plain_sha256")));
    }

    private static @Nullable Instant nullable(ResultSet row, String column) throws SQLException {
        long nanos = row.getLong(column);
        return row.wasNull() ? null : instant(nanos);
    }

    private static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }
}
