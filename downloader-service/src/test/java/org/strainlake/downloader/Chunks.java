package org.strainlake.downloader;

import java.net.URI;
import java.util.Random;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.event.FilePayload;
import org.strainlake.lake.DataIdentifier;

/** Chunks of a run and their events. */
public final class Chunks {
    private static final int BYTES = 85_000;

    private Chunks() {}

    /** The DID of a second's chunk. */
    public static DataIdentifier did(long gps) {
        return new DataIdentifier("virgo", "V-V1_HOFT_REPLAY_TEST-" + gps + "-1.h5");
    }

    /** Where it lies. */
    public static URI url(long gps) {
        return URI.create("http://storage.example/virgo/" + did(gps).name());
    }

    /** Bytes that no other second has. */
    public static byte[] bytes(long gps) {
        var bytes = new byte[BYTES];
        new Random(gps).nextBytes(bytes);
        return bytes;
    }

    /** What is told of it. */
    public static FilePayload payload(long gps) {
        return payload(gps, url(gps));
    }

    private static FilePayload payload(long gps, URI url) {
        var bytes = bytes(gps);
        return new FilePayload(
                "virgo",
                did(gps).name(),
                "virgo",
                "V-V1_HOFT_REPLAY_TEST-0-3600",
                "CERN-PROMPT",
                url,
                bytes.length,
                Adler32Checksum.of(bytes),
                Sha256Checksum.of(java.nio.ByteBuffer.wrap(bytes)),
                new FilePayload.Chunk(
                        "V1-hoft.TEST", "V1-hoft", "V1:Hrec_hoft_16384Hz", gps, 1, 16384, Site.now(), null),
                null);
    }

    /** That it is stored. */
    public static FeedEvent stored(long gps) {
        return event(EventType.CHUNK_STORED, gps, url(gps));
    }

    /** That it is stored at that address. */
    public static FeedEvent stored(long gps, URI url) {
        return event(EventType.CHUNK_STORED, gps, url);
    }

    /** That the catalogue has it. */
    public static FeedEvent attached(long gps) {
        return event(EventType.FILE_ATTACHED, gps, url(gps));
    }

    /** That Rucio copied it: the same without what strain it is. */
    public static FeedEvent copied(long gps) {
        var known = payload(gps, url(gps));
        var told = new FilePayload(
                known.scope(),
                known.name(),
                known.datasetScope(),
                known.dataset(),
                known.rse(),
                known.url(),
                known.bytes(),
                known.adler32(),
                null,
                null,
                null);
        return FeedCodec.ofFile(
                EventType.TRANSFER_DONE, FeedEvent.Source.RUCIO, Site.now(), "virgo", true, told, 0, null);
    }

    private static FeedEvent event(String type, long gps, URI url) {
        return FeedCodec.ofFile(
                type, FeedEvent.Source.ANNOUNCED, Site.now(), "virgo", true, payload(gps, url), 0, "V1");
    }
}
