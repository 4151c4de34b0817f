package org.strainlake.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** Reads the table page by page: neither memory nor a connection is held while a reader is slow. */
final class AuditReader {
    private static final int PAGE = 1000;

    private final NamedParameterJdbcTemplate jdbc;

    AuditReader(NamedParameterJdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What is asked for.
     *
     * @param experiments whose entries
     * @param withoutExperiment also those that belong to no experiment
     * @param from no earlier
     * @param to earlier than that
     */
    record Question(
            Set<String> experiments,
            boolean withoutExperiment,
            @Nullable Instant from,
            @Nullable Instant to,
            AuditEntry.@Nullable What what,
            @Nullable String name) {}

    /** The newest entry's id; 0 if there is none. */
    long newest() {
        var newest = jdbc.getJdbcTemplate().queryForObject("SELECT coalesce(max(id), 0) FROM audit", Long.class);
        return newest == null ? 0 : newest;
    }

    /** The entries that follow {@code after}, up to {@code last}, in the order of their ids; empty at the end. */
    List<AuditLine> page(Question question, long after, long last) {
        var sql = new StringBuilder(
                        "SELECT * FROM audit WHERE id > :after AND id <= :last AND (experiment IN (:experiments)")
                .append(question.withoutExperiment() ? " OR experiment IS NULL)" : ")");
        var values = new MapSqlParameterSource()
                .addValue("after", after)
                .addValue("last", last)
                .addValue("experiments", question.experiments());
        if (question.from() != null) {
            sql.append(" AND time >= :from");
            values.addValue("from", Timestamp.from(question.from()));
        }
        if (question.to() != null) {
            sql.append(" AND time < :to");
            values.addValue("to", Timestamp.from(question.to()));
        }
        if (question.what() != null) {
            sql.append(" AND what = :what");
            values.addValue("what", question.what().name());
        }
        if (question.name() != null) {
            sql.append(" AND name = :name");
            values.addValue("name", question.name());
        }
        return jdbc.query(sql.append(" ORDER BY id LIMIT " + PAGE).toString(), values, (row, n) -> line(row));
    }

    private static AuditLine line(ResultSet row) throws SQLException {
        return new AuditLine(
                row.getLong("id"),
                row.getTimestamp("time").toInstant(),
                row.getString("what"),
                row.getString("service"),
                row.getString("issuer"),
                row.getString("subject"),
                row.getString("client"),
                row.getString("token_id"),
                row.getString("peer"),
                row.getString("experiment"),
                row.getString("name"),
                row.getObject("gps_start", Long.class),
                row.getObject("gps_end", Long.class),
                row.getString("method"),
                row.getString("route"),
                row.getString("path"),
                row.getInt("status"),
                row.getString("reason"));
    }
}
