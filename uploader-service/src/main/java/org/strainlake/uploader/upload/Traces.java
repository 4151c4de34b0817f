package org.strainlake.uploader.upload;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.strainlake.lake.Catalogue;
import org.strainlake.uploader.announce.JourneyProperties;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.stream.Stream;

/**
 * Tells Rucio of uploads in the schema of its own client, with the file's name, which that client leaves
 * out. A hint for others: a trace that fails is dropped, and while they fail none is sent. Thread-safe.
 */
@Component
class Traces {
    private static final Logger LOG = LoggerFactory.getLogger(Traces.class);
    private static final double NANOS_PER_SECOND = 1e9;

    private final Catalogue catalogue;
    private final AttachProperties properties;
    private final JourneyProperties journey;
    private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("traces");

    Traces(Catalogue catalogue, AttachProperties properties, JourneyProperties journey) {
        this.catalogue = catalogue;
        this.properties = properties;
        this.journey = journey;
        breaker.getEventPublisher().onStateTransition(event -> LOG.warn("Traces: {}", event.getStateTransition()));
    }

    /** The chunk was uploaded and attached. */
    void uploaded(Stream stream, ChunkEntry chunk) {
        try {
            breaker.executeCheckedSupplier(() -> {
                catalogue.trace(trace(stream, chunk));
                return Boolean.TRUE;
            });
        } catch (CallNotPermittedException e) {
            LOG.debug("No trace of {}", chunk.did());
        } catch (IOException e) {
            LOG.debug("No trace of {}", chunk.did(), e);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // what the supplier's type allows and the call above does not throw
            throw new IllegalStateException(e);
        }
    }

    Map<String, Object> trace(Stream stream, ChunkEntry chunk) {
        var trace = new LinkedHashMap<String, Object>();
        var account = properties.account();
        trace.put("eventType", "upload");
        trace.put("hostname", journey.clock());
        trace.put("account", account.isEmpty() ? stream.settings().experiment() : account);
        trace.put("eventVersion", "strainlake");
        trace.put("uuid", UUID.randomUUID().toString().replace("-", ""));
        trace.put("scope", chunk.did().scope());
        trace.put("datasetScope", chunk.dataset().scope());
        trace.put("dataset", chunk.dataset().name());
        trace.put("filename", chunk.did().name());
        trace.put("remoteSite", chunk.rse());
        trace.put("filesize", chunk.bytes());
        trace.put("protocol", String.valueOf(chunk.url().getScheme()));
        trace.put("transferStart", seconds(chunk.created()));
        trace.put("transferEnd", seconds(chunk.stored() == null ? chunk.created() : chunk.stored()));
        trace.put("clientState", "DONE");
        trace.put("stateReason", "OK");
        return trace;
    }

    private static double seconds(java.time.Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / NANOS_PER_SECOND;
    }
}
