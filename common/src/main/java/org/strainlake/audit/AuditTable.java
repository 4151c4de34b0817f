package org.strainlake.audit;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Adds rows to the table; does nothing else to it. */
final class AuditTable {
    /** One transaction at a time, whatever the instance: ids are in the order in which rows can be seen. */
    private static final String IN_TURN = "SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.audit'))";

    private static final String INSERT = """
            INSERT INTO audit (time, what, issuer, subject, client, token_id, peer, experiment, name, gps_start, gps_end,
                service, method, route, path, status, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final String service;

    AuditTable(JdbcTemplate jdbc, TransactionTemplate transactions, String service) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.service = service;
    }

    /** Adds the entries, all or none; durable when it returns. */
    void add(List<AuditEntry> entries) {
        transactions.executeWithoutResult(transaction -> {
            jdbc.execute(IN_TURN);
            jdbc.batchUpdate(INSERT, entries, entries.size(), this::fill);
        });
    }

    private void fill(PreparedStatement row, AuditEntry entry) throws SQLException {
        var gps = entry.gps();
        row.setTimestamp(1, Timestamp.from(entry.time()));
        row.setString(2, entry.what().name());
        row.setString(3, entry.caller().issuer());
        row.setString(4, entry.caller().subject());
        row.setString(5, entry.caller().client());
        row.setString(6, entry.caller().tokenId());
        row.setString(7, entry.from());
        row.setString(8, entry.experiment());
        row.setString(9, entry.name() == null ? null : entry.name().toString());
        row.setObject(10, gps.map(each -> each.start().seconds()).orElse(null), java.sql.Types.BIGINT);
        row.setObject(11, gps.map(each -> each.end().seconds()).orElse(null), java.sql.Types.BIGINT);
        row.setString(12, service);
        row.setString(13, entry.request().method());
        row.setString(14, entry.request().route());
        row.setString(15, entry.request().path());
        row.setInt(16, entry.status());
        row.setString(17, entry.reason());
    }
}
