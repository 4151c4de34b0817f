package org.strainlake.latency.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.strainlake.journey.Stage;
import tools.jackson.databind.json.JsonMapper;

/** Writes lines one after the other in one of two forms that say the same. */
sealed interface LineWriter {
    /** Writes what comes before the first line. */
    void begin() throws IOException;

    /** Writes a line. */
    void write(LineView line) throws IOException;

    /** JSON, one object a line. */
    record Ndjson(OutputStream out) implements LineWriter {
        static final String MEDIA_TYPE = "application/x-ndjson";
        private static final JsonMapper JSON = JsonMapper.builder().build();

        @Override
        public void begin() {}

        @Override
        public void write(LineView line) throws IOException {
            out.write(JSON.writeValueAsBytes(line));
            out.write('\n');
        }
    }

    /**
     * Comma-separated values with a line of names.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
     */
    record Csv(OutputStream out, boolean withClocks) implements LineWriter {
        static final String MEDIA_TYPE = "text/csv";
        private static final String NAMES =
                "gpsStart,did,class,created,stored,attached,notified,fetched,verified,delivered,reason,copies";
        private static final String CLOCK_NAMES =
                ",createdClock,storedClock,attachedClock,notifiedClock," + "fetchedClock,verifiedClock,deliveredClock";

        @Override
        public void begin() throws IOException {
            out.write((NAMES + (withClocks ? CLOCK_NAMES : "") + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void write(LineView line) throws IOException {
            var fields = new ArrayList<@Nullable Object>();
            fields.add(line.gpsStart());
            fields.add(line.did());
            fields.add(line.fate());
            fields.add(line.created());
            fields.add(line.stored());
            fields.add(line.attached());
            fields.add(line.notified());
            fields.add(line.fetched());
            fields.add(line.verified());
            fields.add(line.delivered());
            fields.add(line.reason());
            fields.add(copies(line));
            var clocks = line.clocks();
            if (clocks != null) {
                for (var stage : Stage.values()) {
                    fields.add(clocks.get(stage));
                }
            }
            out.write(row(fields).getBytes(StandardCharsets.UTF_8));
        }

        private static @Nullable String copies(LineView line) {
            var copies = line.copies();
            return copies == null
                    ? null
                    : copies.stream()
                            .map(copy -> copy.rse() + "=" + copy.arrivedAt())
                            .collect(Collectors.joining(" "));
        }

        /** Fields as a row, its end included; an empty field for null. */
        static String row(List<? extends @Nullable Object> fields) {
            return fields.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\r\n"));
        }

        private static String quoted(@Nullable Object field) {
            var text = field == null ? "" : field.toString();
            return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                    ? '"' + text.replace("\"", "\"\"") + '"'
                    : text;
        }
    }
}
