package org.strainlake.uploader.journal;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.strainlake.lake.DataIdentifier;

/**
 * The journal of chunks. Changes are written by one thread, many in one commit; their futures complete
 * when they are durable. Thread-safe.
 */
@Component
public class ChunkJournal implements DisposableBean {
    private static final int FETCH_ROWS = 500;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate reading;
    private final GroupCommit commits;

    ChunkJournal(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            ChunkTable table,
            JournalProperties properties) {
        this.jdbc = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
        this.jdbc.setFetchSize(FETCH_ROWS);
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
        this.commits = new GroupCommit(table, properties.maxBatch(), properties.maxWaiting(), properties.retryPause());
    }

    /** The uploader has the chunk. One journalled already stays as it is. */
    public CompletableFuture<Void> created(ChunkEntry chunk) throws InterruptedException {
        return commits.submit(new Mark.Created(chunk));
    }

    /** Its file was sealed anew, since the bytes sealed before are lost and no storage has them. */
    public CompletableFuture<Void> resealed(ChunkEntry chunk) throws InterruptedException {
        return commits.submit(new Mark.Resealed(chunk));
    }

    /** The storage confirmed it. */
    public CompletableFuture<Void> stored(DataIdentifier did, Instant at) throws InterruptedException {
        return commits.submit(new Mark.Stored(did, at));
    }

    /** The world was told of it: stored, or refused. */
    public CompletableFuture<Void> announced(DataIdentifier did) throws InterruptedException {
        return commits.submit(new Mark.Announced(did));
    }

    /** The catalogue has it in its dataset. */
    public CompletableFuture<Void> attached(DataIdentifier did, Instant at) throws InterruptedException {
        return commits.submit(new Mark.Attached(did, at));
    }

    /** The world was told of that. */
    public CompletableFuture<Void> told(DataIdentifier did) throws InterruptedException {
        return commits.submit(new Mark.Told(did));
    }

    /** It gets no further. */
    public CompletableFuture<Void> refused(DataIdentifier did, String reason) throws InterruptedException {
        return commits.submit(new Mark.Refused(did, reason));
    }

    /** Why nothing can be written at present; null if it can. */
    public @Nullable String trouble() {
        return commits.trouble();
    }

    /** Chunks that are stored or refused and of which nobody was told, oldest first. */
    public List<ChunkEntry> unannounced(int limit) {
        return list(
                "SELECT * FROM chunk WHERE NOT announced AND (stored_at IS NOT NULL OR refused IS NOT NULL)"
                        + " ORDER BY created_at LIMIT ?",
                limit);
    }

    /** Chunks of a stream that are stored and in no dataset, oldest first. */
    public List<ChunkEntry> unattached(String stream, int limit) {
        return list(
                "SELECT * FROM chunk WHERE stream = ? AND attached_at IS NULL AND refused IS NULL"
                        + " AND stored_at IS NOT NULL ORDER BY created_at LIMIT ?",
                stream,
                limit);
    }

    /** Chunks that are in their dataset and of which nobody was told that, oldest first. */
    public List<ChunkEntry> untold(int limit) {
        return list(
                "SELECT * FROM chunk WHERE attached_at IS NOT NULL AND NOT told ORDER BY attached_at LIMIT ?", limit);
    }

    /** Chunks that no storage has confirmed and none refused, of all runs, oldest first. */
    public List<ChunkEntry> unstored() {
        return list("SELECT * FROM chunk WHERE NOT announced AND stored_at IS NULL AND refused IS NULL"
                + " ORDER BY created_at");
    }

    /** Which of the names are journalled. */
    public Set<String> known(String scope, Collection<String> names) {
        return new HashSet<>(jdbc.queryForList(
                "SELECT name FROM chunk WHERE scope = ? AND name = ANY (?)",
                String.class,
                scope,
                names.toArray(String[]::new)));
    }

    /** The latest GPS second of a run that is journalled. */
    public Optional<Long> lastGps(String run) {
        return Optional.ofNullable(
                jdbc.queryForObject("SELECT max(gps_start) FROM chunk WHERE run = ?", Long.class, run));
    }

    /** When the latest chunk of a dataset came; empty if none did. */
    public Optional<Instant> lastCreated(DataIdentifier dataset) {
        return Optional.ofNullable(jdbc.queryForObject(
                        "SELECT max(created_at) FROM chunk WHERE scope = ? AND dataset = ?",
                        Long.class,
                        dataset.scope(),
                        dataset.name()))
                .map(ChunkTable::instant);
    }

    /** How far the chunks of a run came. */
    public Progress progress(String run) {
        return progress("run = ?", run);
    }

    /** How far the chunks of a dataset came. */
    public Progress progress(DataIdentifier dataset) {
        return progress("scope = ? AND dataset = ?", dataset.scope(), dataset.name());
    }

    /** Streams the chunks of a run by their GPS time, in constant memory. */
    public void forEach(String run, Consumer<ChunkEntry> each) {
        reading.executeWithoutResult(status -> jdbc.query(
                "SELECT * FROM chunk WHERE run = ? ORDER BY gps_start",
                row -> {
                    each.accept(ChunkTable.entry(row));
                },
                run));
    }

    private List<ChunkEntry> list(String sql, Object... arguments) {
        return jdbc.query(sql, (row, number) -> ChunkTable.entry(row), arguments);
    }

    private Progress progress(String condition, Object... arguments) {
        return Objects.requireNonNull(jdbc.queryForObject(
                """
                SELECT count(*) AS created, count(stored_at) AS stored,
                    count(*) FILTER (WHERE announced AND refused IS NULL) AS announced,
                    count(*) FILTER (WHERE attached_at IS NOT NULL AND refused IS NULL) AS attached,
                    count(*) FILTER (WHERE told AND refused IS NULL) AS told,
                    count(refused) AS refused,
                    count(*) FILTER (WHERE announced AND refused IS NOT NULL) AS refusals_told
                FROM chunk WHERE\s""" + condition,
                (row, number) -> new Progress(
                        row.getLong("created"),
                        row.getLong("stored"),
                        row.getLong("announced"),
                        row.getLong("attached"),
                        row.getLong("told"),
                        row.getLong("refused"),
                        row.getLong("refusals_told")),
                arguments));
    }

    @Override
    public void destroy() throws InterruptedException {
        commits.close();
    }
}
