package org.strainlake.benchmark.book;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.strainlake.benchmark.result.Quantiles;
import org.strainlake.benchmark.result.Row;
import org.strainlake.benchmark.stage.BookStage;
import org.strainlake.benchmark.stage.Progress;
import org.strainlake.journey.JourneyCodec;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.local.Lacking;

/** Asks for hours, at random, of a book of one day and of a year, and for the year as a whole. */
public final class BookBenchmark {
    private static final String RUN = "V1-hoft.benchmark";
    private static final String FOLLOWER = "cnaf";
    private static final long FIRST_DAY = 16_000; // in 2023
    private static final long HOUR = 3600;
    private static final int WARM_UP = 50;
    private static final int QUESTIONS = 300;
    private static final double LONGEST_HOUR_MILLIS = 200;
    private static final double MOST_GROWTH = 1.25;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final BookStage stage;
    private final long days;
    private final Progress progress;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Random random = new Random(1);

    /**
     * A benchmark.
     *
     * @param stage not started yet
     * @param lines how many lines the large book has at least
     */
    public BookBenchmark(BookStage stage, long lines, Progress progress) {
        this.stage = stage;
        this.days = Math.ceilDiv(lines, YearOfLines.DAY);
        this.progress = progress;
    }

    /** Measures. */
    public List<Row> run() throws IOException, Lacking, InterruptedException, SQLException {
        progress.say("starting PostgreSQL, Kafka and latency-service");
        stage.start();
        plan();
        var rows = new ArrayList<Row>();
        try (var connection = stage.connect()) {
            connection.setAutoCommit(false);
            var writer = new YearOfLines(RUN, FOLLOWER);
            writer.write(connection, FIRST_DAY);
            YearOfLines.settle(connection);
            progress.say("a book of one day: " + YearOfLines.DAY + " lines");
            hours(1, WARM_UP, "series?step=60&");
            hours(1, WARM_UP, "lines?");
            var oneDay = hours(1, QUESTIONS, "series?step=60&");
            var oneDayLines = hours(1, QUESTIONS, "lines?");
            long small = stage.serviceRssBytes();

            for (long day = 1; day < days; day++) {
                writer.write(connection, FIRST_DAY + day);
                if (day % 25 == 0) {
                    stage.check();
                    progress.say("  " + day * YearOfLines.DAY + " lines written");
                }
            }
            YearOfLines.settle(connection);
            progress.say("a book of " + days + " days: " + days * YearOfLines.DAY + " lines");
            var year = hours(days, QUESTIONS, "series?step=60&");
            var yearLines = hours(days, QUESTIONS, "lines?");
            long large = stage.serviceRssBytes();
            rows.add(hour("minutes and quantiles of any hour", year, oneDay));
            rows.add(hour("lines of any hour", yearLines, oneDayLines));
            rows.add(Row.atMost(
                    "resident memory of latency-service, MB; peer: with one day's lines",
                    large / 1e6,
                    small / 1e6,
                    MOST_GROWTH * small / 1e6));
        }
        rows.addAll(whole());
        return rows;
    }

    private List<Row> whole() throws IOException, InterruptedException {
        var path = "series?step=86400&follower=" + FOLLOWER;
        progress.say("adding the whole book up for the first time");
        double first = millis(path);
        progress.say("asking for it again");
        double again =
                Quantiles.of(List.of(nanos(path), nanos(path), nanos(path))).at(0.5);
        return List.of(Row.atMost(
                "the whole book by days, ms; peer: the first time, when its hours are added up", again, first, first));
    }

    private Row hour(String what, Quantiles ours, Quantiles peer) {
        progress.say(String.format(
                java.util.Locale.ROOT,
                "  %s: p50 %.1f ms, p95 %.1f ms, longest %.1f ms",
                what,
                ours.at(0.5),
                ours.at(0.95),
                ours.longest()));
        return Row.atMost(
                what + ", p95 ms; peer: in a book of one day", ours.at(0.95), peer.at(0.95), LONGEST_HOUR_MILLIS);
    }

    private Quantiles hours(long among, int questions, String path) throws IOException, InterruptedException {
        var nanos = new ArrayList<Long>();
        for (int i = 0; i < questions; i++) {
            long start = FIRST_DAY * YearOfLines.DAY + random.nextLong(among * YearOfLines.DAY - HOUR);
            nanos.add(nanos(path + "follower=" + FOLLOWER + "&gps-start=" + start + "&gps-end=" + (start + HOUR)));
        }
        return Quantiles.of(nanos);
    }

    private double millis(String path) throws IOException, InterruptedException {
        return nanos(path) / 1e6;
    }

    private long nanos(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(stage.service().resolve("/v1/books/" + RUN + "/" + path))
                .build();
        long begun = System.nanoTime();
        var answer = http.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            body.transferTo(OutputStream.nullOutputStream());
        }
        if (answer.statusCode() != 200) {
            throw new IOException(request.uri() + " answers " + answer.statusCode());
        }
        return System.nanoTime() - begun;
    }

    private void plan() throws IOException, InterruptedException {
        var begin = Instant.ofEpochSecond(FIRST_DAY * YearOfLines.DAY + 315_964_782);
        var dataset = new DataIdentifier("virgo", "V-V1_HOFT_BENCHMARK");
        var records = List.of(
                new JourneyRecord.RunPlanned(
                        RUN,
                        "V1-hoft",
                        "virgo",
                        false,
                        FIRST_DAY * YearOfLines.DAY,
                        1,
                        null,
                        true,
                        Duration.ofSeconds(5),
                        dataset,
                        begin),
                new JourneyRecord.FollowDeclared(FOLLOWER, "virgo", "virgo:*", begin));
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", stage.brokers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (var each : records) {
                var _ = producer.send(new ProducerRecord<>("strainlake.journey", JourneyCodec.write(each)));
            }
        }
        var book = HttpRequest.newBuilder(URI.create(stage.service() + "v1/books/" + RUN))
                .build();
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (http.send(book, BodyHandlers.discarding()).statusCode() != 200) {
            stage.check();
            if (System.nanoTime() > deadline) {
                throw new IOException("the plan is not booked");
            }
            Thread.sleep(Duration.ofMillis(200));
        }
    }
}
