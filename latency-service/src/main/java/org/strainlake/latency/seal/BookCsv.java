package org.strainlake.latency.seal;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvWriteFeature;

/**
 * Rows as comma-separated values, a line feed after each.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class BookCsv {
    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvWriteFeature.STRICT_CHECK_FOR_QUOTING)
            .enable(CsvReadFeature.WRAP_AS_ARRAY)
            .build();
    private static final ObjectWriter WRITER = CSV.writerFor(String[].class);
    private static final ObjectReader READER = CSV.readerFor(String[].class);

    private BookCsv() {}

    /** The row of names. */
    static byte[] header() {
        return write(BookRow.names());
    }

    static byte[] write(BookRow row) {
        return write(row.fields());
    }

    private static byte[] write(List<String> fields) {
        return WRITER.writeValueAsString(fields.toArray(new String[0])).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads rows without the row of names. */
    static List<BookRow> read(byte[] csv) {
        var rows = new ArrayList<BookRow>();
        try (var values = READER.<String[]>readValues(new ByteArrayInputStream(csv))) {
            values.forEachRemaining(fields -> rows.add(new BookRow(List.of(fields))));
        }
        return rows;
    }
}
