package org.strainlake.latency.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.journey.Stage;

/** Rows as columns: one array each, so that a batch is one statement however many rows it has. */
final class Columns {
    private final Map<String, Column> columns = new LinkedHashMap<>();

    /** Appends a text to a column. */
    void text(String column, @Nullable String value) {
        column(column, "text").values().add(value);
    }

    /** Appends a number to a column. */
    void number(String column, @Nullable Long value) {
        column(column, "bigint").values().add(value);
    }

    /** Appends a SHA-256 as its 32 bytes. */
    void sum(String column, @Nullable Sha256Checksum value) {
        column(column, "bytea")
                .values()
                .add(value == null ? null : HexFormat.of().parseHex(value.hex()));
    }

    /** Appends a stage's stamp and its clock. */
    void stamp(Stage stage, Stamps stamps) {
        var name = name(stage);
        number(name, stamps.has(stage) ? stamps.nanos(stage) : null);
        text(name + "_clock", stamps.clock(stage));
    }

    /** Appends how it ended. */
    void ending(@Nullable Ending ending) {
        number("ended", ending == null ? null : ending.atNanos());
        text("ending", ending == null ? null : ending.failure().name());
        text("ending_reason", ending == null ? null : ending.reason());
    }

    /** Runs {@code INSERT INTO table … onConflict} over all rows. */
    void insert(JdbcTemplate jdbc, String table, String onConflict) {
        var names = String.join(", ", columns.keySet());
        var arrays = columns.values().stream()
                .map(column -> "?::" + column.type() + "[]")
                .collect(Collectors.joining(", "));
        var sql =
                "INSERT INTO " + table + " AS known (" + names + ") SELECT * FROM unnest(" + arrays + ") " + onConflict;
        jdbc.update(connection -> {
            var statement = connection.prepareStatement(sql);
            int place = 1;
            for (var column : columns.values()) {
                statement.setArray(place++, array(connection, column));
            }
            return statement;
        });
    }

    private static Array array(Connection connection, Column column) throws SQLException {
        var values = column.values();
        return connection.createArrayOf(
                column.type(),
                switch (column.type()) {
                    case "text" -> values.toArray(new String[0]);
                    case "bytea" -> values.toArray(new byte[0][]);
                    default -> values.toArray(new Long[0]);
                });
    }

    private Column column(String name, String type) {
        return columns.computeIfAbsent(name, key -> new Column(type, new ArrayList<>()));
    }

    /** The column of a stage. */
    static String name(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }

    /** Assignments that keep a stage's earlier stamp. */
    static String earlier(Stage stage) {
        return """
                STAGE_clock = CASE WHEN known.STAGE IS NULL
                        OR (EXCLUDED.STAGE, EXCLUDED.STAGE_clock) < (known.STAGE, known.STAGE_clock)
                    THEN EXCLUDED.STAGE_clock ELSE known.STAGE_clock END,
                STAGE = LEAST(known.STAGE, EXCLUDED.STAGE)""".replace("STAGE", name(stage));
    }

    /** Assignments that keep the later ending. */
    static String laterEnding() {
        return List.of("ended", "ending", "ending_reason").stream()
                .map(column -> """
                        COLUMN = CASE WHEN known.ended IS NULL
                                OR (EXCLUDED.ended, EXCLUDED.ending, EXCLUDED.ending_reason)
                                    > (known.ended, known.ending, known.ending_reason)
                            THEN EXCLUDED.COLUMN ELSE known.COLUMN END""".replace("COLUMN", column))
                .collect(Collectors.joining(", "));
    }

    private record Column(String type, List<@Nullable Object> values) {}
}
