package org.strainlake.downloader.ledger;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.downloader.follow.FollowChange;
import org.strainlake.downloader.ledger.Entry.Delivered;
import org.strainlake.downloader.ledger.Entry.GivenUp;
import org.strainlake.downloader.ledger.Entry.Pending;
import org.strainlake.downloader.verify.Expectation;
import org.strainlake.event.FilePayload;
import org.strainlake.lake.DataIdentifier;

/** The durable states of all chunks. Thread-safe; throws {@link org.springframework.dao.DataAccessException} while the database is away. */
@Component
public class Ledger {
    private static final String INSERT = """
            insert into chunk (follow, scope, name, state, dataset, url, bytes, adler32, sha256, run, gps_start,
                               seen, fetched, verified, delivered, ended, reason, booked,
                               plain_bytes, plain_adler32, plain_sha256, keyset_id, kek_id, wrapped_keyset)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (follow, scope, name) do nothing""";
    private static final String UPDATE = """
            update chunk set state = ?, url = coalesce(?, url), bytes = ?, adler32 = ?, sha256 = coalesce(?, sha256),
                             seen = ?, fetched = ?, verified = ?, delivered = ?, ended = ?, reason = ?, booked = run is null,
                             plain_bytes = ?, plain_adler32 = ?, plain_sha256 = ?, keyset_id = ?, kek_id = ?, wrapped_keyset = ?
            where follow = ? and scope = ? and name = ? and state = ?""";
    private static final String COUNT = """
            insert into tally as t (follow, state, chunks, last_gps) values (?, ?, ?, ?)
            on conflict (follow, state) do update
            set chunks = t.chunks + excluded.chunks, last_gps = greatest(t.last_gps, excluded.last_gps)""";

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final TransactionTemplate transaction;
    private final Unbooked unbooked;

    Ledger(DataSource dataSource, Unbooked unbooked) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.client = JdbcClient.create(jdbc);
        // Not JPA's: no persistence context is needed here.
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        this.unbooked = unbooked;
    }

    /** The states of those of the chunks that the ledger has, in one question. */
    public Map<ChunkKey, ChunkState> known(Collection<ChunkKey> keys) {
        var states = new HashMap<ChunkKey, ChunkState>();
        client.sql("""
                        select c.follow, c.scope, c.name, c.state
                        from unnest(?, ?, ?) as k (follow, scope, name) join chunk c using (follow, scope, name)""")
                .param(keys.stream().map(ChunkKey::follow).toArray(String[]::new))
                .param(keys.stream().map(key -> key.did().scope()).toArray(String[]::new))
                .param(keys.stream().map(key -> key.did().name()).toArray(String[]::new))
                .query(row -> {
                    states.put(key(row), ChunkState.valueOf(row.getString("state")));
                });
        return states;
    }

    /**
     * Writes the changes in one commit. A change whose chunk is no longer in the state it was in is left out:
     * somebody else was faster.
     */
    public void book(List<Entry> entries) {
        var fresh = entries.stream().filter(entry -> entry.was() == null).toList();
        var changed = entries.stream().filter(entry -> entry.was() != null).toList();
        transaction.executeWithoutResult(status -> {
            var tally = new Tally();
            tally.add(
                    fresh,
                    fresh.isEmpty()
                            ? new int[0]
                            : jdbc.batchUpdate(
                                    INSERT, fresh.stream().map(Ledger::insert).toList()));
            tally.add(
                    changed,
                    changed.isEmpty()
                            ? new int[0]
                            : jdbc.batchUpdate(
                                    UPDATE, changed.stream().map(Ledger::update).toList()));
            var counts = tally.rows();
            if (!counts.isEmpty()) {
                jdbc.batchUpdate(COUNT, counts);
            }
        });
        if (entries.stream().anyMatch(entry -> entry.now().state() != ChunkState.PENDING)) {
            unbooked.signal();
        }
    }

    /** Notes what strain is in files that were known without, so that the book hears of them; others stay as they are. */
    public void identify(List<Wanted> chunks) {
        int[] changed =
                jdbc.batchUpdate("""
                update chunk set run = ?, gps_start = ?, booked = false
                where follow = ? and scope = ? and name = ? and run is null""", chunks.stream().map(Ledger::identified).toList());
        if (Arrays.stream(changed).sum() > 0) {
            unbooked.signal();
        }
    }

    /** Chunks that are to be tried again, those first that have waited longest. */
    public List<Wanted> pending(int most) {
        return client.sql("""
                        select follow, scope, name, dataset, url, bytes, adler32, sha256, run, gps_start, seen,
                               plain_bytes, plain_adler32, plain_sha256, keyset_id, kek_id, wrapped_keyset
                        from chunk where state = 'PENDING' order by seq limit ?""").param(most).query((row, number) -> wanted(row)).list();
    }

    /**
     * Chunks that are withheld, a page of them.
     *
     * @param after those behind this one alone
     */
    public List<Withheld> withheld(long after, int most) {
        return client.sql("""
                        select seq, follow, scope, name, dataset, url, bytes, adler32, sha256, run, gps_start, seen,
                               plain_bytes, plain_adler32, plain_sha256, keyset_id, kek_id, wrapped_keyset
                        from chunk where state = 'WITHHELD' and seq > ? order by seq limit ?""")
                .params(after, most)
                .query((row, number) -> new Withheld(row.getLong("seq"), wanted(row)))
                .list();
    }

    /**
     * A withheld chunk.
     *
     * @param seq its place among all
     * @param chunk the chunk
     */
    public record Withheld(long seq, Wanted chunk) {}

    /** How a delivered chunk is described to those who read it; empty if that follow has not delivered it. */
    public Optional<Copy> delivered(ChunkKey key) {
        return client.sql("""
                        select dataset, coalesce(plain_bytes, bytes) as bytes, coalesce(plain_adler32, adler32) as adler32,
                               coalesce(plain_sha256, sha256) as sha256, delivered
                        from chunk
                        where follow = ? and scope = ? and name = ? and state = 'DELIVERED'""")
                .params(key.follow(), key.did().scope(), key.did().name())
                .query((row, number) -> new Copy(
                        DataIdentifier.parse(row.getString("dataset")),
                        expectation(row),
                        instant(row.getLong("delivered"))))
                .optional();
    }

    /** How many chunks of a follow are in each state. */
    public Counts counts(String follow) {
        var chunks = new EnumMap<ChunkState, Long>(ChunkState.class);
        var last = new Long[1];
        client.sql("select state, chunks, last_gps from tally where follow = ?")
                .param(follow)
                .query(row -> {
                    var state = ChunkState.valueOf(row.getString("state"));
                    chunks.put(state, row.getLong("chunks"));
                    if (state == ChunkState.DELIVERED) {
                        last[0] = row.getObject("last_gps", Long.class);
                    }
                });
        return new Counts(chunks, last[0]);
    }

    /**
     * Chunks of a follow that was taken back are tried no longer, and one of the same name begins anew. What is
     * not told to the book yet stays until it is.
     */
    @EventListener
    void on(FollowChange.Removed removed) {
        var follow = removed.follow().name();
        transaction.executeWithoutResult(status -> {
            client.sql("delete from chunk where follow = ? and (booked or state = 'PENDING')")
                    .param(follow)
                    .update();
            client.sql("delete from tally where follow = ?").param(follow).update();
        });
    }

    private static Object[] insert(Entry entry) {
        var wanted = entry.wanted();
        var did = wanted.key().did();
        var strain = wanted.strain();
        var columns = new Columns(entry);
        return new Object[] {
            wanted.key().follow(),
            did.scope(),
            did.name(),
            entry.now().state().name(),
            wanted.dataset().toString(),
            columns.url,
            columns.expectation.bytes(),
            columns.expectation.adler32().hex(),
            columns.sha256,
            strain == null ? null : strain.run(),
            strain == null ? null : strain.gpsStart(),
            nanos(wanted.seen()),
            columns.fetched,
            columns.verified,
            columns.delivered,
            columns.ended,
            columns.reason,
            strain == null,
            columns.plainBytes,
            columns.plainAdler32,
            columns.plainSha256,
            columns.keysetId,
            columns.kekId,
            columns.wrappedKeyset
        };
    }

    private static Object[] identified(Wanted chunk) {
        var strain = Objects.requireNonNull(chunk.strain());
        var key = chunk.key();
        return new Object[] {
            strain.run(),
            strain.gpsStart(),
            key.follow(),
            key.did().scope(),
            key.did().name()
        };
    }

    private static Object[] update(Entry entry) {
        var key = entry.wanted().key();
        var columns = new Columns(entry);
        return new Object[] {
            entry.now().state().name(),
            columns.url,
            columns.expectation.bytes(),
            columns.expectation.adler32().hex(),
            columns.sha256,
            nanos(entry.wanted().seen()),
            columns.fetched,
            columns.verified,
            columns.delivered,
            columns.ended,
            columns.reason,
            columns.plainBytes,
            columns.plainAdler32,
            columns.plainSha256,
            columns.keysetId,
            columns.kekId,
            columns.wrappedKeyset,
            key.follow(),
            key.did().scope(),
            key.did().name(),
            String.valueOf(entry.was())
        };
    }

    private static Wanted wanted(ResultSet row) throws SQLException {
        var url = row.getString("url");
        var run = row.getString("run");
        return new Wanted(
                key(row),
                DataIdentifier.parse(row.getString("dataset")),
                url == null ? null : URI.create(url),
                expectation(row),
                sealed(row),
                run == null ? null : new Wanted.Strain(run, row.getLong("gps_start")),
                instant(row.getLong("seen")));
    }

    private static Expectation expectation(ResultSet row) throws SQLException {
        var sha256 = row.getString("sha256");
        return new Expectation(
                row.getLong("bytes"),
                new Adler32Checksum(row.getString("adler32")),
                sha256 == null ? null : new Sha256Checksum(sha256));
    }

    private static FilePayload.@Nullable Sealed sealed(ResultSet row) throws SQLException {
        var wrapped = row.getString("wrapped_keyset");
        return wrapped == null
                ? null
                : new FilePayload.Sealed(
                        row.getString("keyset_id"),
                        row.getString("kek_id"),
                        wrapped,
                        row.getLong("plain_bytes"),
                        new Adler32Checksum(row.getString("plain_adler32")),
                        new Sha256Checksum(row.getString("plain_sha256")));
    }

    private static ChunkKey key(ResultSet row) throws SQLException {
        return new ChunkKey(row.getString("follow"), new DataIdentifier(row.getString("scope"), row.getString("name")));
    }

    static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    /**
     * A delivered chunk.
     *
     * @param dataset its dataset
     * @param content its size and checksums
     * @param delivered when it was delivered
     */
    public record Copy(DataIdentifier dataset, Expectation content, Instant delivered) {}

    /**
     * What became of a follow's chunks so far.
     *
     * @param chunks how many are in each state
     * @param lastGps GPS second of the newest one delivered; null before the first
     */
    public record Counts(
            Map<ChunkState, Long> chunks, @Nullable Long lastGps) {
        /** How many are in a state. */
        public long of(ChunkState state) {
            return chunks.getOrDefault(state, 0L);
        }
    }

    /** What differs by outcome. */
    private static final class Columns {
        private final Expectation expectation;
        private final @Nullable String url;
        private final @Nullable String sha256;
        private @Nullable Long fetched;
        private @Nullable Long verified;
        private @Nullable Long delivered;
        private @Nullable Long ended;
        private @Nullable String reason;
        private @Nullable Long plainBytes;
        private @Nullable String plainAdler32;
        private @Nullable String plainSha256;
        private @Nullable String keysetId;
        private @Nullable String kekId;
        private @Nullable String wrappedKeyset;

        Columns(Entry entry) {
            var wanted = entry.wanted();
            var known = wanted.expectation();
            url = wanted.url() == null ? null : wanted.url().toString();
            switch (entry.now()) {
                case Delivered(var fetchedAt, var verifiedAt, var deliveredAt, var sums, var plain) -> {
                    if (sums != null) {
                        known = new Expectation(sums.bytes(), sums.adler32(), sums.sha256());
                    }
                    fetched = nanos(fetchedAt);
                    verified = nanos(verifiedAt);
                    delivered = nanos(deliveredAt);
                    if (plain != null) {
                        describe(plain.bytes(), plain.adler32(), plain.sha256());
                    }
                }
                case Pending(var why) -> {
                    reason = why;
                    keepKey(wanted.sealed());
                }
                case GivenUp(var state, var why, var at) -> {
                    reason = why;
                    ended = nanos(at);
                    keepKey(wanted.sealed());
                }
            }
            expectation = known;
            sha256 = known.sha256() == null ? null : known.sha256().hex();
        }

        private void describe(long bytes, Adler32Checksum adler32, Sha256Checksum sum) {
            plainBytes = bytes;
            plainAdler32 = adler32.hex();
            plainSha256 = sum.hex();
        }

        /** Only until it is delivered: the rows of what is delivered are many. */
        private void keepKey(FilePayload.@Nullable Sealed sealed) {
            if (sealed != null) {
                describe(sealed.bytes(), sealed.adler32(), sealed.sha256());
                keysetId = sealed.keysetId();
                kekId = sealed.kekId();
                wrappedKeyset = sealed.wrappedKeyset();
            }
        }
    }

    /** The changes of the counts that a commit brings with it. */
    private static final class Tally {
        private final Map<List<String>, long[]> counts = new HashMap<>();

        void add(List<Entry> entries, int[] written) {
            for (int i = 0; i < entries.size(); i++) {
                var entry = entries.get(i);
                if (written[i] == 0) {
                    continue;
                }
                var strain = entry.wanted().strain();
                count(entry, entry.now().state(), 1, strain == null ? Long.MIN_VALUE : strain.gpsStart());
                if (entry.was() != null) {
                    count(entry, entry.was(), -1, Long.MIN_VALUE);
                }
            }
        }

        /** In one order, so that two commits never wait for each other. */
        List<Object[]> rows() {
            var rows = new ArrayList<Object[]>();
            counts.forEach((key, count) -> rows.add(
                    new Object[] {key.get(0), key.get(1), count[0], count[1] == Long.MIN_VALUE ? null : count[1]}));
            rows.sort((one, other) -> (one[0] + "\n" + one[1]).compareTo(other[0] + "\n" + other[1]));
            return rows;
        }

        private void count(Entry entry, ChunkState state, int change, long gps) {
            var count = counts.computeIfAbsent(
                    List.of(entry.wanted().key().follow(), state.name()), key -> new long[] {0, Long.MIN_VALUE});
            count[0] += change;
            count[1] = Math.max(count[1], gps);
        }
    }
}
