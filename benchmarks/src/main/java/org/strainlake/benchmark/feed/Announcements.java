package org.strainlake.benchmark.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.event.FilePayload;
import org.strainlake.lake.DataIdentifier;

/**
 * The events that are announced, by number: chunks of one second from twelve streams, three detectors of two experiments
 * with four streams each, each chunk told as stored and then as attached. Seconds lie on three storage elements by turns;
 * a dataset is an hour of GPS time, and an hour ends in the middle of the run. One of the four streams is public.
 */
final class Announcements {
    static final List<String> DETECTORS = List.of("V1", "H1", "L1");
    static final List<String> KINDS = List.of("HOFT", "CLEAN", "AUX", "OPEN");
    static final List<String> RSES = List.of("CERN-PROMPT", "CNAF-DISK", "NIKHEF-DISK");
    static final List<String> TYPES = List.of(EventType.CHUNK_STORED, EventType.FILE_ATTACHED);
    static final List<String> EXPERIMENTS = List.of("virgo", "ligo");

    /** Of each detector its scope. */
    static final List<String> SCOPES = List.of("virgo", "ligo", "ligo.l1");

    /** Streams that everybody may hear of. */
    static final String PUBLIC_KIND = "OPEN";

    /** After so many events every stream has told of one second. */
    static final int CYCLE = TYPES.size() * DETECTORS.size() * KINDS.size();

    private static final int STREAMS = DETECTORS.size() * KINDS.size();
    private static final long HOUR = 3600;
    private static final long AN_HOUR_ENDS = 1_440_000_000;
    private static final int SAMPLE_RATE = 16384;

    private final int count;
    private final String run;
    private final InstantSource clock;

    /**
     * So many events.
     *
     * @param run goes into every name, so that two runs tell of different files
     */
    Announcements(int count, String run, InstantSource clock) {
        this.count = count;
        this.run = run;
        this.clock = clock;
    }

    int count() {
        return count;
    }

    /** GPS second of the first chunks. */
    long firstGps() {
        return AN_HOUR_ENDS - seconds() / 2;
    }

    /** How many GPS seconds there are. */
    long seconds() {
        return (count + CYCLE - 1L) / CYCLE;
    }

    /** Names the dataset of an event among all: the order in it is promised. */
    String dataset(int number) {
        return dataset(stream(number), gps(number)).toString();
    }

    /** The event, told now. */
    FeedEvent event(int number) {
        int stream = stream(number);
        long gps = gps(number);
        var now = clock.instant();
        var detector = DETECTORS.get(stream / KINDS.size());
        var kind = KINDS.get(stream % KINDS.size());
        var dataset = dataset(stream, gps);
        var name = "%s-%s_%s_%s-%d-1.h5".formatted(detector.charAt(0), detector, kind, run, gps);
        var bytes = name.getBytes(US_ASCII);
        var adler32 = Adler32Checksum.of(bytes);
        var scope = dataset.scope();
        var rse = RSES.get((int) (gps % RSES.size()));
        var payload = new FilePayload(
                scope,
                name,
                scope,
                dataset.name(),
                rse,
                URI.create("https://%s.example/%s/%s/%s".formatted(rse.toLowerCase(Locale.ROOT), scope, kind, name)),
                131_072 + gps % 1000,
                adler32,
                Sha256Checksum.of(bytes),
                new FilePayload.Chunk(
                        kind + "." + run,
                        detector + "-" + kind.toLowerCase(Locale.ROOT),
                        detector + ":GDS-CALIB_STRAIN_" + kind,
                        gps,
                        1,
                        SAMPLE_RATE,
                        now,
                        null),
                null);
        return FeedCodec.ofFile(
                        TYPES.get(number % TYPES.size()),
                        FeedEvent.Source.ANNOUNCED,
                        now,
                        experiment(scope),
                        !PUBLIC_KIND.equals(kind),
                        payload,
                        0,
                        detector)
                .in(new DataIdentifier(scope, detector + "." + kind));
    }

    /** Whose a scope is. */
    static String experiment(String scope) {
        return scope.replaceFirst("[.].*", "");
    }

    /** The CloudEvents attributes of an event. */
    static Map<String, String> attributes(FeedEvent event) {
        return FeedCodec.headers(event).entrySet().stream()
                .collect(Collectors.toMap(
                        each -> each.getKey().replaceFirst("^ce_", ""), each -> new String(each.getValue(), UTF_8)));
    }

    private static int stream(int number) {
        return number / TYPES.size() % STREAMS;
    }

    private long gps(int number) {
        return firstGps() + number / CYCLE;
    }

    private DataIdentifier dataset(int stream, long gps) {
        var detector = DETECTORS.get(stream / KINDS.size());
        return new DataIdentifier(
                SCOPES.get(stream / KINDS.size()),
                "%s-%s_%s_%s-%d-%d"
                        .formatted(
                                detector.charAt(0),
                                detector,
                                KINDS.get(stream % KINDS.size()),
                                run,
                                gps - gps % HOUR,
                                HOUR));
    }
}
