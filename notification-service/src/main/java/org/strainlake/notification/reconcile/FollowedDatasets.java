package org.strainlake.notification.reconcile;

import java.io.IOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.DataIdentifier;

/** Which datasets are to be compared, and what became of that. */
@Component
class FollowedDatasets {
    private static final int PAGE = 5000;
    private static final String CREATE = "create temporary table listed_dataset (name text not null) on commit drop";

    /**
     * Those that the catalogue has, unless they are finished and Rucio told of no change since; and those of which only the
     * log tells that they have files, unless they are known to be gone. The index is asked for one dataset after the
     * other: however many events they have, each costs one step.
     */
    private static final String DUE = """
            with recursive told (dataset) as (
                select min(dataset) from event
                union all
                select (select min(e.dataset) from event e where e.dataset > told.dataset)
                from told where told.dataset is not null
            ), followed (dataset, listed) as (
                select ? || ':' || name, true from listed_dataset
                union all
                select dataset, false from told
                where dataset like ?
                    and not exists (select from listed_dataset where ? || ':' || name = told.dataset)
                    and exists (select from event e where e.dataset = told.dataset and e.type = 'file_attached_dts')
            )
            select f.dataset, f.listed from followed f left join compared_dataset c on c.dataset = f.dataset
            where c.dataset is null
                or c.state <> case when f.listed then 'finished' else 'gone' end
                or f.listed and exists (
                    select from event e
                    where e.dataset = f.dataset and e.name = split_part(f.dataset, ':', 2)
                        and e.type in ('open', 'detach') and e.time >= c.compared)
            order by c.compared nulls first
            limit ?""";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    FollowedDatasets(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /**
     * A dataset to compare.
     *
     * @param did the dataset
     * @param listed whether the catalogue named it
     */
    record Followed(DataIdentifier did, boolean listed) {}

    /** What a comparison found of the dataset as a whole. */
    enum State {
        /** It may change, or has files that are still to be told of. */
        OPEN,
        /** It is closed, and catalogue and log agree. */
        FINISHED,
        /** The catalogue has no such dataset, and the log tells so of all its files. */
        GONE
    }

    /**
     * The datasets of a scope whose names match and which are to be compared, those first that were not for longest.
     *
     * @param pattern {@code *} for any run of characters
     * @throws IOException if the catalogue does not answer, or breaks off
     */
    List<Followed> due(Catalogue catalogue, String scope, String pattern, int most) throws IOException {
        return Listing.within(transaction, () -> {
            jdbc.execute(CREATE);
            var listing = new Listing<String>(
                    PAGE,
                    names -> jdbc.update(
                            "insert into listed_dataset select * from unnest(?)",
                            statement -> statement.setArray(
                                    1, statement.getConnection().createArrayOf("text", names.toArray()))));
            catalogue.datasets(scope, pattern, dataset -> listing.accept(dataset.name()));
            listing.end();
            return jdbc.query(
                    DUE,
                    (row, number) -> new Followed(DataIdentifier.parse(row.getString(1)), row.getBoolean(2)),
                    scope,
                    like(scope + ":" + pattern),
                    scope,
                    most);
        });
    }

    /** Notes what a comparison found that began then. */
    void compared(DataIdentifier dataset, Instant begun, State state) {
        jdbc.update("""
                insert into compared_dataset (dataset, compared, state) values (?, ?, ?)
                on conflict (dataset) do update set compared = excluded.compared, state = excluded.state""", dataset.toString(), Timestamp.from(begun), state.name().toLowerCase(Locale.ROOT));
    }

    private static String like(String pattern) {
        return pattern.replace("_", "\\_").replace('*', '%');
    }
}
