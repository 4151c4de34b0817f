package org.strainlake.notification.log;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.strainlake.embargo.Embargo;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;

/** What is in the log, for those who ask by id or by file. It may lag behind the log, never run ahead of it. */
@Component
public class EventIndex {
    /** Rucio's event of a dataset that is no longer in its container. */
    private static final String OUT_OF_CONTAINER = "erase_cnt";

    private static final String BY_ID = """
            select id, null as type, null as dataset, null as scope, null as name, null::int as generation
            from event where id = any(?)""";

    private static final String BY_FILE = """

            union all
            select e.id, e.type, e.dataset, e.scope, e.name, e.generation
            from unnest(?, ?, ?) as asked(dataset, scope, name)
            join event e on e.dataset = asked.dataset and e.name = asked.name and e.scope = asked.scope
            where e.type in ('file_attached_dts', 'file_detached_dts')""";

    /** Events of one file that are shown. */
    private static final int MOST_TOLD = 1000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    EventIndex(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /**
     * What is in the log of those that are about to be written: their ids, and the attachments of the same files to
     * the same datasets, whatever id they have.
     */
    Known known(Collection<FeedEvent> candidates) {
        var known = new Known();
        var attaching = candidates.stream().filter(Attachment::isAny).toList();
        jdbc.query(
                attaching.isEmpty() ? BY_ID : BY_ID + BY_FILE,
                statement -> {
                    var connection = statement.getConnection();
                    statement.setArray(1, array(connection, "uuid", candidates, each -> UUID.fromString(each.id())));
                    if (!attaching.isEmpty()) {
                        statement.setArray(2, array(connection, "text", attaching, each -> text(each.dataset())));
                        statement.setArray(
                                3,
                                array(
                                        connection,
                                        "text",
                                        attaching,
                                        each -> subject(each).scope()));
                        statement.setArray(
                                4,
                                array(
                                        connection,
                                        "text",
                                        attaching,
                                        each -> subject(each).name()));
                    }
                },
                known::add);
        return known;
    }

    /** Enters what the log has taken; entries that are there already stay. */
    void enter(List<LogEntry> entries) {
        var released = entries.stream()
                .filter(entry -> entry.event().released() != null)
                .toList();
        var first = entries.stream()
                .filter(entry -> entry.event().released() == null)
                .toList();
        transaction.executeWithoutResult(status -> {
            if (!first.isEmpty()) {
                insert(first);
            }
            if (!released.isEmpty()) {
                insertReleased(released);
            }
        });
    }

    private void insertReleased(List<LogEntry> entries) {
        jdbc.batchUpdate(
                "insert into released_event (topic, id, \"offset\") values (?, ?, ?) on conflict do nothing",
                entries,
                entries.size(),
                (statement, entry) -> {
                    statement.setString(1, entry.topic().toString());
                    statement.setObject(2, UUID.fromString(entry.event().id()));
                    statement.setLong(3, entry.offset());
                });
    }

    /** Which of the events were told again in that log. */
    Set<UUID> released(FeedTopic topic, Collection<FeedEvent> candidates) {
        var released = new HashSet<UUID>();
        jdbc.query(
                "select id from released_event where topic = ? and id = any(?)",
                statement -> {
                    statement.setString(1, topic.toString());
                    statement.setArray(
                            2,
                            array(statement.getConnection(), "uuid", candidates, each -> UUID.fromString(each.id())));
                },
                row -> {
                    released.add(row.getObject(1, UUID.class));
                });
        return released;
    }

    private void insert(List<LogEntry> entries) {
        jdbc.batchUpdate("""
                insert into event (id, topic, "offset", type, scope, name, dataset, rse, time, source, generation)
                select told.*, case when told.type in ('file_attached_dts', 'file_detached_dts') then (
                    select count(*) from event e
                    where e.dataset = told.dataset and e.name = told.name and e.scope = told.scope
                        and e.type = 'file_detached_dts') end
                from (values (?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?))
                    as told(id, topic, "offset", type, scope, name, dataset, rse, time, source)
                on conflict do nothing""", entries, entries.size(), EventIndex::fill);
        var containers = new LinkedHashMap<DataIdentifier, DataIdentifier>();
        var left = new HashSet<DataIdentifier>();
        for (var entry : entries) {
            var event = entry.event();
            if (event.dataset() != null && event.container() != null) {
                if (event.type().equals(OUT_OF_CONTAINER)) {
                    containers.remove(event.dataset());
                    left.add(event.dataset());
                } else {
                    containers.put(event.dataset(), event.container());
                    left.remove(event.dataset());
                }
            }
        }
        for (var dataset : left) {
            jdbc.update("delete from dataset_container where dataset = ?", dataset.toString());
        }
        containers.forEach((dataset, container) -> jdbc.update("""
                insert into dataset_container (dataset, container) values (?, ?)
                on conflict (dataset) do update set container = excluded.container
                where dataset_container.container <> excluded.container""", dataset.toString(), container.toString()));
    }

    /** The containers, as far as the log told of them, that the datasets are in. */
    Map<DataIdentifier, DataIdentifier> containers(Collection<DataIdentifier> datasets) {
        var containers = new HashMap<DataIdentifier, DataIdentifier>();
        var names = datasets.stream().map(DataIdentifier::toString).toArray();
        jdbc.query(
                "select dataset, container from dataset_container where dataset = any(?)",
                statement -> statement.setArray(1, statement.getConnection().createArrayOf("text", names)),
                row -> {
                    containers.put(DataIdentifier.parse(row.getString(1)), DataIdentifier.parse(row.getString(2)));
                });
        return containers;
    }

    /** The place in the log after the last one that is entered; 0 if none is. */
    long next(FeedTopic topic) {
        var last = jdbc.queryForObject("""
                select greatest(
                    (select max("offset") from event where topic = ?),
                    (select max("offset") from released_event where topic = ?))""", Long.class, topic.toString(), topic.toString());
        return last == null ? 0 : last + 1;
    }

    /**
     * Makes the index one of this log: of another log's entries, which Kafka no longer has, none stays, nor
     * one at or beyond the log's end.
     */
    void belongTo(FeedTopic topic, String identity, long end) {
        transaction.executeWithoutResult(status -> claim(topic, identity, end));
    }

    private void claim(FeedTopic topic, String identity, long end) {
        var before = jdbc.queryForList("select identity from log where topic = ?", String.class, topic.toString());
        if (before.isEmpty()) {
            jdbc.update("insert into log (topic, identity) values (?, ?)", topic.toString(), identity);
        } else if (!before.getFirst().equals(identity)) {
            forget(topic, 0);
            jdbc.update("update log set identity = ? where topic = ?", identity, topic.toString());
        } else {
            forget(topic, end);
        }
    }

    /** Datasets that lost events have to be compared with the catalogue again, closed ones too. */
    private void forget(FeedTopic topic, long end) {
        jdbc.update("""
                with forgotten as (delete from event where topic = ? and "offset" >= ? returning dataset)
                delete from compared_dataset using forgotten
                where compared_dataset.dataset = forgotten.dataset""", topic.toString(), end);
        // What was to be told again there is looked for from the beginning.
        jdbc.update("""
                with forgotten as (delete from released_event where topic = ? and "offset" >= ? returning 1)
                delete from lifted where topic = ? and exists (select from forgotten)""", topic.toString(), end, new FeedTopic(topic.experiment(), true).toString());
    }

    /** Where the log tells, of the files given, that a storage holds them. */
    public Map<DataIdentifier, Place> stored(DataIdentifier dataset, Collection<DataIdentifier> files) {
        var places = new HashMap<DataIdentifier, Place>();
        var names = files.stream().map(DataIdentifier::name).toArray();
        jdbc.query(
                """
                select scope, name, topic, "offset" from event
                where dataset = ? and type = ? and name = any(?)""",
                statement -> {
                    statement.setString(1, dataset.toString());
                    statement.setString(2, EventType.CHUNK_STORED);
                    statement.setArray(3, statement.getConnection().createArrayOf("text", names));
                },
                row -> {
                    places.put(
                            new DataIdentifier(row.getString(1), row.getString(2)),
                            new Place(FeedTopic.parse(row.getString(3)), row.getLong(4)));
                });
        places.keySet().retainAll(Set.copyOf(files));
        return places;
    }
    /** What the log tells of a file, in its order. */
    public List<Told> of(DataIdentifier file) {
        return jdbc.query("""
                select e.id, e.type, e.time, e.dataset, e.rse, e.source, e.generation, c.time as confirmed
                from event e
                left join confirmation c on e.type = 'file_attached_dts' and c.dataset = e.dataset
                    and c.name = e.name and c.scope = e.scope and c.generation = e.generation
                where e.name = ? and e.scope = ?
                    and e.type in ('chunk-stored', 'file_attached_dts', 'file_detached_dts', 'transfer-done')
                order by e.topic, e."offset" limit ?""", (row, number) -> Told.of(row), file.name(), file.scope(), MOST_TOLD);
    }

    /**
     * A place in a log.
     *
     * @param topic the log
     * @param offset place in it
     */
    public record Place(FeedTopic topic, long offset) {}

    /**
     * What one event tells of a file.
     *
     * @param id the event's id
     * @param type one of {@link EventType}
     * @param time when it happened
     * @param dataset the file's dataset; null if the event names none
     * @param rse the storage element it names; null if none
     * @param source how it came to be known
     * @param generation which stay in the dataset begins or ends; null for other events
     * @param confirmed when the catalogue was first seen to have the file in the dataset; null if not yet, and for
     *     other events
     */
    public record Told(
            UUID id,
            String type,
            Instant time,
            @Nullable DataIdentifier dataset,
            @Nullable String rse,
            FeedEvent.Source source,
            @Nullable Integer generation,
            @Nullable Instant confirmed) {
        private static Told of(ResultSet row) throws SQLException {
            var dataset = row.getString("dataset");
            var confirmed = row.getTimestamp("confirmed");
            return new Told(
                    row.getObject("id", UUID.class),
                    row.getString("type"),
                    row.getTimestamp("time").toInstant(),
                    dataset == null ? null : DataIdentifier.parse(dataset),
                    row.getString("rse"),
                    FeedEvent.Source.valueOf(row.getString("source")),
                    row.getObject("generation", Integer.class),
                    confirmed == null ? null : confirmed.toInstant());
        }
    }

    /**
     * How far a log was looked through for what the version of an embargo opens; 0 if not at all, or if that was another
     * log.
     */
    public long reached(Embargo embargo, FeedTopic topic, String identity) {
        return jdbc
                .queryForList(
                        "select reached from lifted where embargo = ? and version = ? and topic = ? and identity = ?",
                        Long.class,
                        embargo.id(),
                        embargo.version(),
                        topic.toString(),
                        identity)
                .stream()
                .findFirst()
                .orElse(0L);
    }

    /** Notes that. */
    public void reached(Embargo embargo, FeedTopic topic, String identity, long reached) {
        jdbc.update("""
                insert into lifted (embargo, version, topic, identity, reached) values (?, ?, ?, ?, ?)
                on conflict (embargo) do update set version = excluded.version, topic = excluded.topic,
                    identity = excluded.identity, reached = excluded.reached""", embargo.id(), embargo.version(), topic.toString(), identity, reached);
    }

    /** What {@link #known} found. */
    static final class Known {
        private final Set<UUID> ids = new HashSet<>();
        private final Set<Attachment> attachments = new HashSet<>();
        private final Map<Attachment, Integer> detachments = new HashMap<>();

        /** Whether the log has the event. */
        boolean has(UUID id) {
            return ids.contains(id);
        }

        /** Whether the log tells of it, under any id. */
        boolean has(Attachment attachment) {
            return attachments.contains(attachment);
        }

        /** What the event says, if it says that a file was attached. */
        Optional<Attachment> attachment(FeedEvent event) {
            return Attachment.isAny(event)
                    ? Optional.of(Attachment.of(event, detachments.getOrDefault(Attachment.first(event), 0)))
                    : Optional.empty();
        }

        private void add(ResultSet row) throws SQLException {
            var generation = row.getObject("generation", Integer.class);
            if (generation == null) {
                ids.add(row.getObject("id", UUID.class));
                return;
            }
            var file = new DataIdentifier(row.getString("scope"), row.getString("name"));
            var dataset = DataIdentifier.parse(row.getString("dataset"));
            if (row.getString("type").equals(EventType.FILE_DETACHED)) {
                detachments.merge(new Attachment(file, dataset, 0), generation + 1, Math::max);
            } else {
                attachments.add(new Attachment(file, dataset, generation));
            }
        }
    }

    private static void fill(PreparedStatement statement, LogEntry entry) throws SQLException {
        var event = entry.event();
        var subject = event.subject();
        statement.setObject(1, UUID.fromString(event.id()));
        statement.setString(2, entry.topic().toString());
        statement.setLong(3, entry.offset());
        statement.setString(4, event.type());
        statement.setString(5, subject == null ? null : subject.scope());
        statement.setString(6, subject == null ? null : subject.name());
        statement.setString(7, text(event.dataset()));
        statement.setString(8, event.rse());
        statement.setTimestamp(9, Timestamp.from(event.time()));
        statement.setString(10, event.source().name());
    }

    private static <T> Array array(
            Connection connection, String type, Collection<T> from, Function<T, @Nullable Object> value)
            throws SQLException {
        return connection.createArrayOf(type, from.stream().map(value).toArray());
    }

    private static DataIdentifier subject(FeedEvent event) {
        return Objects.requireNonNull(event.subject());
    }

    private static @Nullable String text(@Nullable DataIdentifier did) {
        return did == null ? null : did.toString();
    }
}
