package org.strainlake.rehearsal.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.strainlake.rehearsal.stage.Stage;
import org.strainlake.rehearsal.verdict.SealedDay;
import org.strainlake.time.GpsTime;
import tools.jackson.databind.JsonNode;

/** Fetches the days that a run filled and that are over. */
final class DaySeals {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int NOT_SEALED = 409;

    private final Api latency;
    private final InstantSource clock;

    DaySeals(Api latency, InstantSource clock) {
        this.latency = latency;
        this.clock = clock;
    }

    /**
     * The days of a run, as the book tells it; none as long as one of them is not over.
     *
     * @param chunks how many it has
     */
    List<LocalDate> over(JsonNode run, long chunks) {
        long first = run.path("firstGps").asLong();
        long last = first + (chunks - 1) * run.path("chunkSeconds").asLong();
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return day(last).isBefore(today)
                ? day(first).datesUntil(day(last).plusDays(1)).toList()
                : List.of();
    }

    /**
     * Waits until a day is sealed, and judges it.
     *
     * @param sealed where its files are put
     * @param keep how many of the newest files the delivered directory keeps; 0 for all
     * @throws IOException if it is not sealed for long
     */
    SealedDay judge(LocalDate day, String run, Path sealed, Path delivered, long keep)
            throws IOException, InterruptedException {
        var path = "/v1/days/" + Stage.STREAM + "/" + day;
        var record = await(path).path("records").path(0);
        var names = new ArrayList<>(List.of("MANIFEST", "MANIFEST.sig", "key.pem"));
        record.path("files").forEach(file -> names.add(file.path("name").asString()));
        Files.createDirectories(sealed);
        for (var name : names) {
            latency.download(path + "/" + name, sealed.resolve(name));
        }
        return SealedDay.judge(day.toString(), sealed, delivered, keep, run, Stage.FOLLOW);
    }

    private JsonNode await(String path) throws IOException, InterruptedException {
        var deadline = clock.instant().plus(LONGEST_WAIT);
        while (true) {
            try {
                return latency.get(path);
            } catch (Api.Refusal e) {
                if (e.status() != NOT_SEALED || clock.instant().isAfter(deadline)) {
                    throw e;
                }
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private static LocalDate day(long gps) {
        return LocalDate.ofInstant(GpsTime.ofSeconds(gps).toUtc(), ZoneOffset.UTC);
    }
}
