package org.strainlake.latency.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.strainlake.latency.statistics.Fate;
import org.strainlake.latency.statistics.Quantile;
import org.strainlake.latency.statistics.Series;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Writes a series in one of two forms that say the same. */
final class SeriesWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SeriesWriter() {}

    /** An array for each column: what plots take. */
    static void json(String run, String follower, Series series, OutputStream out) {
        try (var json = JSON.createGenerator(out)) {
            var steps = series.steps();
            json.writeStartObject();
            json.writeStringProperty("run", run);
            json.writeStringProperty("follower", follower);
            json.writeNumberProperty("gpsStart", steps.fromGps());
            json.writeNumberProperty("gpsEnd", steps.toGps());
            json.writeNumberProperty("step", steps.seconds());
            counts(json, "gps", series, series::gps);
            json.writeObjectPropertyStart("classes");
            for (var fate : Fate.values()) {
                counts(json, fate.word(), series, row -> series.count(fate, row));
            }
            json.writeEndObject();
            json.writeObjectPropertyStart("legs");
            for (var leg : series.legs()) {
                json.writeObjectPropertyStart(leg.label());
                counts(json, "count", series, row -> series.passed(leg, row));
                for (var quantile : Quantile.values()) {
                    numbers(json, quantile.label() + "Ms", series, row -> series.millis(leg, quantile, row));
                }
                counts(json, "negative", series, row -> series.negative(leg, row));
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private static void counts(JsonGenerator json, String name, Series series, IntToLongFunction column) {
        json.writeArrayPropertyStart(name);
        for (int row = 0; row < series.rows(); row++) {
            json.writeNumber(column.applyAsLong(row));
        }
        json.writeEndArray();
    }

    private static void numbers(JsonGenerator json, String name, Series series, IntToDoubleFunction column) {
        json.writeArrayPropertyStart(name);
        for (int row = 0; row < series.rows(); row++) {
            double value = column.applyAsDouble(row);
            if (Double.isNaN(value)) {
                json.writeNull();
            } else {
                json.writeNumber(value);
            }
        }
        json.writeEndArray();
    }

    /**
     * A row for each step, names first; a field is empty where there is nothing to tell.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
     */
    static void csv(Series series, OutputStream out) throws IOException {
        var row = new StringBuilder("gpsStart");
        for (var fate : Fate.values()) {
            row.append(',').append(fate.word());
        }
        for (var leg : series.legs()) {
            row.append(',').append(leg.label()).append(" count");
            for (var quantile : Quantile.values()) {
                row.append(',')
                        .append(leg.label())
                        .append(' ')
                        .append(quantile.label())
                        .append("Ms");
            }
            row.append(',').append(leg.label()).append(" negative");
        }
        write(row, out);
        for (int i = 0; i < series.rows(); i++) {
            row.append(series.gps(i));
            for (var fate : Fate.values()) {
                row.append(',').append(series.count(fate, i));
            }
            for (var leg : series.legs()) {
                row.append(',').append(series.passed(leg, i));
                for (var quantile : Quantile.values()) {
                    double millis = series.millis(leg, quantile, i);
                    row.append(',').append(Double.isNaN(millis) ? "" : String.format(Locale.ROOT, "%.6f", millis));
                }
                row.append(',').append(series.negative(leg, i));
            }
            write(row, out);
        }
    }

    private static void write(StringBuilder row, OutputStream out) throws IOException {
        out.write(row.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        row.setLength(0);
    }
}
