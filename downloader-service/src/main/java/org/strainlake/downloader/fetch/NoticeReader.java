package org.strainlake.downloader.fetch;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.strainlake.embargo.SealedName;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FilePayload;

/** Makes notices of the feed's messages. What is no event of the right form is put aside: logged once and counted. */
@Component
class NoticeReader {
    private static final Logger LOG = LoggerFactory.getLogger(NoticeReader.class);
    private static final Set<String> TOLD =
            Set.of(EventType.CHUNK_STORED, EventType.FILE_ATTACHED, EventType.TRANSFER_DONE);

    private final io.micrometer.core.instrument.Counter misfits;

    NoticeReader(io.micrometer.core.instrument.MeterRegistry meters) {
        this.misfits = meters.counter("strainlake.events.put.aside");
    }

    /**
     * Reads a message; null if it tells of no file, or is put aside.
     *
     * @param header gives a header's value, or null
     * @param logged when it was written to the log
     * @param place topic and offset, for the operator
     */
    @Nullable
    Notice read(Function<String, @Nullable Object> header, byte[] body, Instant logged, String place) {
        try {
            var event = FeedCodec.read(header, body);
            return TOLD.contains(event.type())
                    ? new Notice(event.experiment(), whole(FeedCodec.payload(event)), logged)
                    : null;
        } catch (IllegalArgumentException | DateTimeException e) {
            misfits.increment();
            LOG.warn("put aside: {}: {}", place, e.getMessage());
            return null;
        }
    }

    private static FilePayload whole(@Nullable FilePayload payload) {
        if (payload == null) {
            throw new IllegalArgumentException("a file event without a payload");
        }
        if (String.valueOf((Object) payload.adler32()).equals("null") || payload.bytes() < 0) {
            throw new IllegalArgumentException("a file event without the file's size and checksum");
        }
        var did = payload.did();
        if (payload.sealed() != null) {
            if (!SealedName.isSealed(did)
                    || String.valueOf((Object) payload.sealed().adler32()).equals("null")
                    || String.valueOf((Object) payload.sealed().sha256()).equals("null")) {
                throw new IllegalArgumentException("a sealed file without its name or the sums of what is in it");
            }
            payload.sealed().key(payload.datasetDid());
        } else if (SealedName.isSealed(did)) {
            var _ = new SealedName(did);
        }
        payload.datasetDid();
        return payload;
    }
}
