package org.strainlake.notification.reconcile;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FileEntry;

/**
 * Finds, inside the database, in what the catalogue and the log differ about a dataset, and remembers since when. The
 * catalogue's list goes through memory page by page; no list of files is ever held.
 */
@Component
class Differences {
    /** Files that are told of at once. */
    static final int PAGE = 1000;

    private static final int LISTED_PAGE = 5000;
    private static final String MISSING = "missing";
    private static final String VANISHED = "vanished";

    private static final List<String> CREATE = List.of("""
            create temporary table listed (scope text not null, name text not null, bytes bigint, adler32 text)
            on commit drop""", """
            create temporary table compared (
                kind text not null, scope text not null, name text not null, generation int, bytes bigint, adler32 text, rse text)
            on commit drop""");

    private static final String LIST = "insert into listed select * from unnest(?, ?, ?, ?)";

    /** A file is attached, as the log has it, where no detachment of its stay is told. */
    private static final String COMPARE = """
            with attached as (
                select scope, name, generation, rse from event a
                where dataset = ? and type = 'file_attached_dts' and name is not null and not exists (
                    select from event d
                    where d.dataset = a.dataset and d.name = a.name and d.scope = a.scope
                        and d.type = 'file_detached_dts' and d.generation >= a.generation)
            )
            insert into compared
            select case when a.name is null then 'missing' when l.name is null then 'vanished' else 'confirmed' end,
                coalesce(l.scope, a.scope), coalesce(l.name, a.name), a.generation, l.bytes, l.adler32, a.rse
            from listed l full join attached a on a.name = l.name and a.scope = l.scope
            left join (select scope, name, generation from confirmation where dataset = ?) c
                on c.name = a.name and c.scope = a.scope and c.generation = a.generation
            where c.name is null or l.name is null""";

    private static final String CONFIRM = """
            insert into confirmation (dataset, scope, name, generation, time)
            select ?, scope, name, generation, ? from compared where kind = 'confirmed'
            order by name
            on conflict do nothing""";

    private static final String ACQUIT = """
            delete from suspect s
            where s.dataset = ? and not exists (
                select from compared c where c.scope = s.scope and c.name = s.name and c.kind = s.kind)""";

    private static final String SUSPECT = """
            insert into suspect (dataset, scope, name, kind, since, generation, bytes, adler32, rse)
            select distinct on (scope, name) dataset, scope, name, kind, ?, (
                select count(*) from event d
                where d.dataset = asked.dataset and d.name = c.name and d.scope = c.scope
                    and d.type = 'file_detached_dts'), bytes, adler32, rse
            from compared c cross join (values (?)) as asked (dataset)
            where kind in ('missing', 'vanished')
            order by scope, name, rse
            on conflict (dataset, scope, name) do update
            set generation = excluded.generation, bytes = excluded.bytes, adler32 = excluded.adler32
            where (suspect.generation, suspect.bytes, suspect.adler32)
                is distinct from (excluded.generation, excluded.bytes, excluded.adler32)""";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    Differences(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /**
     * A file of which catalogue and log say different things.
     *
     * @param file the file
     * @param generation how often the log told that it left the dataset
     * @param entry what the catalogue books of it; null for one that vanished
     * @param rse storage element that the log names; null for a missing one, and where it names none
     */
    record Suspect(
            DataIdentifier file,
            int generation,
            @Nullable FileEntry entry,
            @Nullable String rse) {}

    /** The whole list of a dataset's files, as the catalogue has it. */
    interface FileList {
        void forEach(Consumer<FileEntry> each) throws IOException;
    }

    /**
     * Compares the dataset's list with the log, notes what is seen in the catalogue for the first time, and who is
     * suspect.
     *
     * @param begun when this comparison began
     * @return how many files are suspect
     * @throws IOException if the list breaks off; then nothing was found
     */
    long compare(DataIdentifier dataset, Instant begun, FileList list) throws IOException {
        return Listing.within(transaction, () -> {
            CREATE.forEach(jdbc::execute);
            var listing = new Listing<FileEntry>(LISTED_PAGE, this::list);
            list.forEach(listing);
            listing.end();
            jdbc.execute("analyze listed");
            jdbc.update(COMPARE, dataset.toString(), dataset.toString());
            jdbc.execute("analyze compared");
            jdbc.update(CONFIRM, dataset.toString(), Timestamp.from(begun));
            jdbc.update(ACQUIT, dataset.toString());
            jdbc.update(SUSPECT, Timestamp.from(begun), dataset.toString());
            return count(dataset);
        });
    }

    /** Files that are missing in the log since {@code since} or longer, those first whose identifiers come first. */
    List<Suspect> missing(DataIdentifier dataset, Instant since, @Nullable Suspect after) {
        return due(MISSING, dataset, since, after);
    }

    /** Files that vanished from the catalogue at {@code since} or before. */
    List<Suspect> vanished(DataIdentifier dataset, Instant since, @Nullable Suspect after) {
        return due(VANISHED, dataset, since, after);
    }

    /** They are told of now. */
    void told(DataIdentifier dataset, Collection<DataIdentifier> files) {
        jdbc.update("""
                delete from suspect using unnest(?, ?) as told (scope, name)
                where dataset = ? and suspect.scope = told.scope and suspect.name = told.name""", statement -> {
            set(statement, 1, "text", files, DataIdentifier::scope);
            set(statement, 2, "text", files, DataIdentifier::name);
            statement.setString(3, dataset.toString());
        });
    }

    private void list(List<FileEntry> files) {
        jdbc.update(LIST, statement -> {
            set(statement, 1, "text", files, file -> file.did().scope());
            set(statement, 2, "text", files, file -> file.did().name());
            set(statement, 3, "bigint", files, FileEntry::bytes);
            set(statement, 4, "text", files, file -> file.adler32().hex());
        });
    }

    private long count(DataIdentifier dataset) {
        var count =
                jdbc.queryForObject("select count(*) from suspect where dataset = ?", Long.class, dataset.toString());
        return count == null ? 0 : count;
    }

    private List<Suspect> due(String kind, DataIdentifier dataset, Instant since, @Nullable Suspect after) {
        return jdbc.query(
                """
                select scope, name, generation, bytes, adler32, rse from suspect
                where dataset = ? and kind = ? and since <= ? and (scope, name) > (?, ?)
                order by scope, name limit ?""",
                (row, number) -> {
                    var file = new DataIdentifier(row.getString("scope"), row.getString("name"));
                    var adler32 = row.getString("adler32");
                    return new Suspect(
                            file,
                            row.getInt("generation"),
                            adler32 == null
                                    ? null
                                    : new FileEntry(file, row.getLong("bytes"), new Adler32Checksum(adler32)),
                            row.getString("rse"));
                },
                dataset.toString(),
                kind,
                Timestamp.from(since),
                after == null ? "" : after.file().scope(),
                after == null ? "" : after.file().name(),
                PAGE);
    }

    private static <T> void set(
            PreparedStatement statement, int index, String type, Collection<T> from, Function<T, Object> value)
            throws SQLException {
        Connection connection = statement.getConnection();
        statement.setArray(
                index, connection.createArrayOf(type, from.stream().map(value).toArray()));
    }
}
