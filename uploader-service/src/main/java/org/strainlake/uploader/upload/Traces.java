package org.strainlake.uploader.upload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.strainlake.lake.Catalogue;
import org.strainlake.uploader.announce.JourneyProperties;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.stream.Stream;

/**
 * Tells Rucio of uploads in the schema of its own client, with the file's name, which that client leaves
 * out. A trace costs Rucio ten times what attaching a file does, and is a hint only: one is under way at a
 * time and for a tenth of the time, and those that fail or find too many waiting are dropped and counted.
 * Thread-safe.
 */
@Component
class Traces implements SmartLifecycle, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Traces.class);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MOST_WAITING = 1000;
    private static final int RESTS_FOR_EACH = 9;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Catalogue catalogue;
    private final AttachProperties properties;
    private final JourneyProperties journey;
    private final Counter sent;
    private final Counter dropped;
    private final BlockingQueue<Upload> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("traces").factory());
    private volatile boolean dropping;
    private volatile boolean running;

    private record Upload(Stream stream, ChunkEntry chunk) {}

    Traces(Catalogue catalogue, AttachProperties properties, JourneyProperties journey, MeterRegistry meters) {
        this.catalogue = catalogue;
        this.properties = properties;
        this.journey = journey;
        this.sent = meters.counter("strainlake.traces", "outcome", "sent");
        this.dropped = meters.counter("strainlake.traces", "outcome", "dropped");
    }

    /** The chunk was uploaded and attached. Returns at once. */
    void uploaded(Stream stream, ChunkEntry chunk) {
        if (!waiting.offer(new Upload(stream, chunk))) {
            drop("more than " + MOST_WAITING + " wait");
        }
    }

    private void work() throws InterruptedException {
        while (true) {
            var upload = waiting.take();
            long begun = System.nanoTime();
            try {
                catalogue.trace(trace(upload.stream(), upload.chunk()));
                sent.increment();
                dropping = false;
                Thread.sleep(Duration.ofNanos((System.nanoTime() - begun) * RESTS_FOR_EACH));
            } catch (IOException e) {
                drop(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
                Thread.sleep(AFTER_FAILURE);
            }
        }
    }

    private void drop(String reason) {
        dropped.increment();
        if (!dropping) {
            dropping = true;
            LOG.info("Traces are dropped: {}", reason);
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

    private static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / NANOS_PER_SECOND;
    }

    @Override
    public void start() {
        running = true;
        Workers.run(worker, "sending of traces", this::work);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void destroy() throws InterruptedException {
        Workers.end(worker);
    }
}
