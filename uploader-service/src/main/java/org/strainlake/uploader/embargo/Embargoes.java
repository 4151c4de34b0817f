package org.strainlake.uploader.embargo;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoCodec;

/**
 * The embargoes and all their versions, in the database, whose clock alone says what is past. Thread-safe, also among
 * several instances.
 */
@Component
public class Embargoes {
    private static final Logger LOG = LoggerFactory.getLogger(Embargoes.class);
    private static final int ROWS = 500;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    /**
     * One version of an embargo.
     *
     * @param embargo the version
     * @param by who made it
     * @param at when
     */
    public record Version(Embargo embargo, String by, Instant at) {}

    Embargoes(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** All that hold or are released. */
    public List<Embargo> all() {
        return jdbc.sql("SELECT document FROM embargo ORDER BY id")
                .query(Embargoes::embargo)
                .list();
    }

    /** The one of that id. */
    public Optional<Embargo> find(String id) {
        return jdbc.sql("SELECT document FROM embargo WHERE id = ?")
                .param(id)
                .query(Embargoes::embargo)
                .optional();
    }

    /** All its versions, the first one first. */
    public List<Version> versions(String id) {
        return jdbc.sql("SELECT document, changed_by, changed_at FROM embargo_version WHERE id = ? ORDER BY version")
                .param(id)
                .query((row, number) -> new Version(
                        embargo(row, number),
                        row.getString("changed_by"),
                        row.getObject("changed_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /**
     * Changes one, or makes it.
     *
     * @param ifVersion the version that the caller knows; 0 if it knows that there is none
     * @param by who wishes it, for the record
     */
    public ChangeResult change(EmbargoWish wish, long ifVersion, String by) {
        return Objects.requireNonNull(transaction.execute(status -> {
            // Also where there is no row yet: two that make it wait for each other.
            jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")
                    .param("embargo " + wish.id())
                    .query((row, number) -> true)
                    .single();
            var now = find(wish.id()).orElse(null);
            var refusal = refusal(wish, now, ifVersion);
            if (refusal != null) {
                return refusal;
            }
            Embargo next;
            try {
                next = wish.version(ifVersion + 1, now == null ? Embargo.newOpaque() : now.opaque());
            } catch (IllegalArgumentException e) {
                return new ChangeResult.Refused("readers", String.valueOf(e.getMessage()));
            }
            save(next, by);
            LOG.info("Embargo {}: version {} by {}", next.id(), next.version(), by);
            return new ChangeResult.Changed(next);
        }));
    }

    private @Nullable ChangeResult refusal(EmbargoWish wish, @Nullable Embargo now, long ifVersion) {
        if (now != null && now.isReleased()) {
            return new ChangeResult.Released();
        }
        long version = now == null ? 0 : now.version();
        if (version != ifVersion) {
            return new ChangeResult.OtherVersion(version);
        }
        if (now != null && !new HashSet<>(wish.early()).containsAll(now.early())) {
            return new ChangeResult.Refused("early", "what was released early stays released: " + now.early());
        }
        boolean sameInstant = now != null && Objects.equals(wish.release(), now.release());
        if (wish.release() != null && !sameInstant && !wish.release().isAfter(clock())) {
            return new ChangeResult.Refused("release", "the instant of release is past: " + wish.release());
        }
        return null;
    }

    private void save(Embargo next, String by) {
        var document = EmbargoCodec.write(next);
        jdbc.sql("""
                        INSERT INTO embargo (id, version, experiment, document, release_at, held, released, published)
                        VALUES (?, ?, ?, ?, ?, ?, ?, false)
                        ON CONFLICT (id) DO UPDATE SET version = excluded.version, document = excluded.document,
                            release_at = excluded.release_at, held = excluded.held, released = excluded.released, published = false""")
                .params(next.id(), next.version(), next.experiment(), document)
                .param(next.release() == null ? null : next.release().atOffset(ZoneOffset.UTC))
                .param(next.held())
                .param(next.isReleased())
                .update();
        jdbc.sql("INSERT INTO embargo_version (id, version, document, changed_by) VALUES (?, ?, ?, ?)")
                .params(next.id(), next.version(), document, by)
                .update();
    }

    /** The database's clock. */
    Instant clock() {
        return jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** How many are due and not released. */
    long due() {
        return jdbc.sql("SELECT count(*) FROM embargo WHERE NOT released AND NOT held AND release_at <= now()")
                .query(Long.class)
                .single();
    }

    /** Releases one that is due, if there is one that nobody else is releasing. */
    Optional<Embargo> releaseOne() {
        return Objects.requireNonNull(transaction.execute(status -> {
            var due = jdbc.sql("""
                            SELECT document FROM embargo WHERE NOT released AND NOT held AND release_at <= now()
                            ORDER BY release_at, id LIMIT 1 FOR UPDATE SKIP LOCKED""").query(Embargoes::embargo).optional();
            return due.map(closed -> {
                var open = new Embargo(
                        closed.id(),
                        closed.opaque(),
                        closed.version() + 1,
                        closed.experiment(),
                        closed.names(),
                        closed.readers(),
                        closed.release(),
                        closed.held(),
                        closed.early(),
                        clock());
                save(open, "release");
                LOG.info("Embargo {} is released, as set for {}", open.id(), open.release());
                return open;
            });
        }));
    }

    /** Those whose present version was not told to the other services. */
    List<Embargo> untold() {
        return jdbc.sql("SELECT document FROM embargo WHERE NOT published ORDER BY id LIMIT ?")
                .param(ROWS)
                .query(Embargoes::embargo)
                .list();
    }

    /** That version was told. */
    void told(Embargo embargo) {
        jdbc.sql("UPDATE embargo SET published = true WHERE id = ? AND version = ?")
                .params(embargo.id(), embargo.version())
                .update();
    }

    /** All are to be told again: another Kafka may be there than before. */
    void tellAllAgain() {
        jdbc.sql("UPDATE embargo SET published = false WHERE published").update();
    }

    /** Those that are released within so many days, and of which that was not said yet; it counts as said now. */
    List<Embargo> warnings(int days) {
        return Objects.requireNonNull(transaction.execute(status ->
                jdbc.sql("""
                        WITH warned AS (
                            INSERT INTO embargo_warning (id, release_at, days)
                            SELECT id, release_at, :days FROM embargo
                            WHERE NOT released AND release_at > now() AND release_at <= now() + make_interval(days => :days)
                            ON CONFLICT DO NOTHING RETURNING id)
                        SELECT document FROM embargo JOIN warned USING (id) ORDER BY id""").param("days", days).query(Embargoes::embargo).list()));
    }

    private static Embargo embargo(ResultSet row, int number) throws SQLException {
        return EmbargoCodec.read(row.getString("document"));
    }
}
