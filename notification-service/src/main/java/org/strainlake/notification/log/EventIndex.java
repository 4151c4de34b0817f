package org.strainlake.notification.log;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.strainlake.event.EventType;
import org.strainlake.lake.DataIdentifier;

/** What is in the log, for those who ask by id or by file. It may lag behind the log, never run ahead of it. */
@Component
public class EventIndex {
    /** Rucio's event of a dataset that is no longer in its container. */
    private static final String OUT_OF_CONTAINER = "erase_cnt";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    EventIndex(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Those of the ids that are in the log. */
    Set<UUID> known(Collection<UUID> ids) {
        var known = new HashSet<UUID>();
        jdbc.query(
                "select id from event where id = any(?)",
                statement -> statement.setArray(1, statement.getConnection().createArrayOf("uuid", ids.toArray())),
                row -> {
                    known.add(row.getObject(1, UUID.class));
                });
        return known;
    }

    /** Enters what the log has taken; entries that are there already stay. */
    void enter(List<LogEntry> entries) {
        transaction.executeWithoutResult(status -> insert(entries));
    }

    private void insert(List<LogEntry> entries) {
        jdbc.batchUpdate("""
                insert into event (id, topic, "offset", type, scope, name, dataset, rse, time, source)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""", entries, entries.size(), EventIndex::fill);
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
        var last =
                jdbc.queryForObject("select max(\"offset\") from event where topic = ?", Long.class, topic.toString());
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
            jdbc.update("delete from event where topic = ?", topic.toString());
            jdbc.update("update log set identity = ? where topic = ?", identity, topic.toString());
        } else {
            jdbc.update("delete from event where topic = ? and \"offset\" >= ?", topic.toString(), end);
        }
    }

    /** The files, of those given, of which the log tells that the dataset has them. */
    public Set<DataIdentifier> attached(DataIdentifier dataset, Collection<DataIdentifier> files) {
        return places(EventType.FILE_ATTACHED, dataset, files).keySet();
    }

    /** Where the log tells, of the files given, that a storage holds them. */
    public Map<DataIdentifier, Place> stored(DataIdentifier dataset, Collection<DataIdentifier> files) {
        return places(EventType.CHUNK_STORED, dataset, files);
    }

    /** When the log last told that a dataset was opened again; those without such an event are left out. */
    public Map<DataIdentifier, Instant> opened(Collection<DataIdentifier> datasets) {
        var opened = new HashMap<DataIdentifier, Instant>();
        var names = datasets.stream().map(DataIdentifier::toString).toArray();
        jdbc.query(
                "select dataset, max(time) from event where dataset = any(?) and type = 'open' group by dataset",
                statement -> statement.setArray(1, statement.getConnection().createArrayOf("text", names)),
                row -> {
                    opened.put(
                            DataIdentifier.parse(row.getString(1)),
                            row.getTimestamp(2).toInstant());
                });
        return opened;
    }

    private Map<DataIdentifier, Place> places(String type, DataIdentifier dataset, Collection<DataIdentifier> files) {
        var places = new HashMap<DataIdentifier, Place>();
        var names = files.stream().map(DataIdentifier::name).toArray();
        jdbc.query(
                """
                select scope, name, topic, "offset" from event
                where dataset = ? and type = ? and name = any(?)""",
                statement -> {
                    statement.setString(1, dataset.toString());
                    statement.setString(2, type);
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

    /**
     * A place in a log.
     *
     * @param topic the log
     * @param offset place in it
     */
    public record Place(FeedTopic topic, long offset) {}

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

    private static @Nullable String text(@Nullable DataIdentifier did) {
        return did == null ? null : did.toString();
    }
}
