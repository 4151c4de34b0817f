package org.strainlake.benchmark.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a benchmark found.
 *
 * @param machine what it was measured on
 * @param command how it is repeated
 */
public record Result(String machine, String command, List<Row> rows) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public Result {
        rows = List.copyOf(rows);
    }

    /** Whether every row reached its aim. */
    public boolean met() {
        return rows.stream().allMatch(Row::met);
    }

    /** Writes it as JSON; the directory is made when missing. */
    public void write(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    /** A table for a terminal. */
    public List<String> lines() {
        int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        var form = "%-" + width + "s  %9s  %9s  %7s  %7s  %s";
        var lines = new ArrayList<String>();
        lines.add(String.format(Locale.ROOT, form, "", "ours", "peer", "ratio", "aim", "met"));
        for (var row : rows) {
            lines.add(String.format(
                    Locale.ROOT,
                    form,
                    row.name(),
                    number(row.ours()),
                    number(row.peer()),
                    number(row.ratio()),
                    "≤ " + number(row.aim()),
                    row.met() ? "yes" : "NO"));
        }
        return lines;
    }

    private static String number(@Nullable Double value) {
        if (value == null) {
            return "–";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.valueOf(value.longValue())
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
