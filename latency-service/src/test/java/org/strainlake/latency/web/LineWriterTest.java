package org.strainlake.latency.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.strainlake.journey.Stage;
import org.strainlake.latency.statistics.Fate;
import org.strainlake.latency.statistics.Verdict;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.Content;
import org.strainlake.latency.store.Copy;
import org.strainlake.latency.store.EpochNanos;
import org.strainlake.latency.store.Stamps;

class LineWriterTest {
    @Test
    void aLineIsOneJsonObjectWithNanoseconds() throws IOException {
        assertThat(write(false, LineView.of(line(), new Verdict(Fate.LOST, "said \"no\", twice"), false)))
                .isEqualTo("""
                        {"gpsStart":100,"did":"virgo:x","class":"lost","created":"2026-11-23T07:09:07.123456789Z",\
                        "reason":"said \\"no\\", twice"}
                        """);
    }

    @Test
    void clocksAreToldWhereAskedFor() throws IOException {
        assertThat(write(false, LineView.of(line(), new Verdict(Fate.PENDING, null), true)))
                .contains("\"clocks\":{\"created\":\"ego\"}");
        assertThat(write(true, LineView.of(line(), new Verdict(Fate.PENDING, null), true)))
                .contains("verifiedClock,deliveredClock\r\n")
                .endsWith(",pending,2026-11-23T07:09:07.123456789Z,,,,,,,,,ego,,,,,,\r\n");
    }

    @Test
    void csvQuotesWhatNeedsIt() throws IOException {
        assertThat(write(true, LineView.of(line(), new Verdict(Fate.LOST, "said \"no\", twice"), false)))
                .isEqualTo(
                        "gpsStart,did,class,created,stored,attached,notified,fetched,verified,delivered,reason,copies\r\n"
                                + "100,virgo:x,lost,2026-11-23T07:09:07.123456789Z,,,,,,,\"said \"\"no\"\", twice\",\r\n");
    }

    @Test
    void copiesAreTold() throws IOException {
        var copied = new ChunkLine(
                100, "virgo:x", new Stamps(), null, null, List.of(new Copy("CNAF-DISK", 1)), Content.UNKNOWN);
        var view = LineView.of(copied, new Verdict(Fate.PENDING, null), false);

        assertThat(write(false, view))
                .contains("\"copies\":[{\"rse\":\"CNAF-DISK\",\"arrivedAt\":\"1970-01-01T00:00:00.000000001Z\"}]");
        assertThat(write(true, view)).endsWith(",CNAF-DISK=1970-01-01T00:00:00.000000001Z\r\n");
    }

    @Test
    void anAbsentSecondHasOnlyItsTimeAndItsFate() throws IOException {
        assertThat(write(false, LineView.of(ChunkLine.absent(7), new Verdict(Fate.PENDING, null), false)))
                .isEqualTo("{\"gpsStart\":7,\"class\":\"pending\"}\n");
    }

    private static ChunkLine line() {
        var stamps = new Stamps();
        stamps.take(Stage.CREATED, EpochNanos.of(Instant.parse("2026-11-23T07:09:07.123456789Z")), "ego");
        return new ChunkLine(100, "virgo:x", stamps, null, null, List.of(), Content.UNKNOWN);
    }

    private static String write(boolean csv, LineView line) throws IOException {
        var bytes = new ByteArrayOutputStream();
        LineWriter writer = csv ? new LineWriter.Csv(bytes, line.clocks() != null) : new LineWriter.Ndjson(bytes);
        writer.begin();
        writer.write(line);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
