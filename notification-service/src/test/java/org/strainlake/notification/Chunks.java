package org.strainlake.notification;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.event.FilePayload;

/** Events of the uploader's, for tests. */
public final class Chunks {
    private static final Instant CREATED = Instant.parse("2026-11-23T07:09:07.741947123Z");
    private static final byte[] BYTES = "strain".getBytes(StandardCharsets.UTF_8);

    private Chunks() {}

    /** A chunk of a dataset is stored. */
    public static FeedEvent stored(String dataset, long gps) {
        return event(EventType.CHUNK_STORED, FeedEvent.Source.ANNOUNCED, dataset, gps);
    }

    /** It is attached. */
    public static FeedEvent attached(String dataset, long gps) {
        return event(EventType.FILE_ATTACHED, FeedEvent.Source.ANNOUNCED, dataset, gps);
    }

    /** The same, told with another storage element. */
    static FeedEvent at(String rse, FeedEvent event) {
        var payload = FeedCodec.payload(event);
        return FeedCodec.ofFile(
                event.type(),
                event.source(),
                event.time(),
                event.experiment(),
                event.proprietary(),
                payload.at(rse, payload.url()),
                0,
                event.detector());
    }

    /** A chunk is stored, told with a body of at least so many bytes. */
    static FeedEvent big(String dataset, long gps, int bytes) {
        var event = stored(dataset, gps);
        var body = new String(event.body(), StandardCharsets.UTF_8).replaceFirst("\\{", "{" + " ".repeat(bytes));
        return new FeedEvent(
                event.id(),
                event.type(),
                event.source(),
                event.time(),
                event.experiment(),
                event.proprietary(),
                event.subject(),
                event.dataset(),
                event.container(),
                event.rse(),
                event.gpsStart(),
                event.gpsSeconds(),
                event.detector(),
                null,
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static FeedEvent event(String type, FeedEvent.Source source, String dataset, long gps) {
        var payload = new FilePayload(
                "virgo",
                "V-" + dataset.substring(2).replaceAll("-.*", "") + "-" + gps + "-1.h5",
                "virgo",
                dataset,
                "CERN-PROMPT",
                URI.create("http://storage.example/virgo/a0/b1/chunk"),
                BYTES.length,
                Adler32Checksum.of(BYTES),
                Sha256Checksum.of(BYTES),
                new FilePayload.Chunk("V1-hoft.7K3Q", "V1-hoft", "V1:Hrec_hoft_16384Hz", gps, 1, 4096, CREATED, null),
                null);
        return FeedCodec.ofFile(type, source, CREATED, "virgo", !dataset.startsWith("V-V1_OPEN"), payload, 0, "V1");
    }
}
