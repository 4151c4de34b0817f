package org.strainlake.uploader.upload;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FileEntry;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.journal.ChunkJournal;
import org.strainlake.uploader.stream.Stream;
import org.strainlake.uploader.stream.Streams;

/**
 * One worker a stream that attaches what is stored, as many chunks in a call as are waiting, soon when
 * idle. It takes its work from the journal, so that a catalogue that is away holds up nothing else.
 */
@Component
class Attacher implements SmartLifecycle, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Attacher.class);

    /** What a whole batch is refused for, and somebody can mend: the chunks wait instead of being given up. */
    private static final Set<String> MENDABLE = Set.of(
            "AccessDenied",
            "CannotAuthenticate",
            "InsufficientAccountLimit",
            "InvalidRSEExpression",
            "InsufficientTargetRSEs",
            "RSENotFound",
            "ScopeNotFound",
            "DataIdentifierNotFound");

    private static final Duration MENDING = Duration.ofSeconds(30);
    private static final int RESTS_FOR_EACH = 4;
    private static final Duration LONGEST_REST = Duration.ofSeconds(2);

    private final Catalogue catalogue;
    private final ChunkJournal journal;
    private final DatasetKeeper datasets;
    private final Telling telling;
    private final FinishSignal finish;
    private final AttachSignals signals;
    private final Streams streams;
    private final AttachProperties properties;
    private final UploadProperties upload;
    private final Troubles troubles;
    private final InstantSource clock;
    private final Map<String, Map<DataIdentifier, Wanted>> wanted = new ConcurrentHashMap<>();
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("attacher-", 0).factory());
    private volatile boolean running;

    /** A dataset that will be needed soon. */
    private record Wanted(String run, DataIdentifier did, long gpsStart) {}

    Attacher(
            Catalogue catalogue,
            ChunkJournal journal,
            DatasetKeeper datasets,
            Telling telling,
            FinishSignal finish,
            AttachSignals signals,
            Streams streams,
            AttachProperties properties,
            UploadProperties upload,
            Troubles troubles,
            InstantSource clock) {
        this.catalogue = catalogue;
        this.journal = journal;
        this.datasets = datasets;
        this.telling = telling;
        this.finish = finish;
        this.signals = signals;
        this.streams = streams;
        this.properties = properties;
        this.upload = upload;
        this.troubles = troubles;
        this.clock = clock;
    }

    /** Has the dataset made ready in the background, before chunks come to it. */
    void want(Stream stream, String run, DataIdentifier dataset, long gpsStart) {
        wanted.computeIfAbsent(stream.id(), id -> new ConcurrentHashMap<>())
                .put(dataset, new Wanted(run, dataset, gpsStart));
        signals.raise(stream.id());
    }

    private void work(Stream stream) throws InterruptedException, ExecutionException {
        var backoff = new Backoff(upload);
        while (true) {
            var what = "catalogue for " + stream.id();
            switch (round(stream)) {
                case CatalogueResult.Done done -> {
                    troubles.end(what);
                    backoff.reset();
                }
                case CatalogueResult.Busy(Duration pause, String reason) -> {
                    troubles.begin(what, reason);
                    Thread.sleep(backoff.next(pause));
                }
                case CatalogueResult.Refused(String cause, String reason) -> {
                    troubles.begin(what, cause + ": " + reason);
                    Thread.sleep(backoff.next(MENDING));
                }
            }
        }
    }

    /** Does what there is to do; waits if that is nothing. */
    private CatalogueResult round(Stream stream) throws InterruptedException, ExecutionException {
        CatalogueResult result = prepare(stream);
        if (!(result instanceof CatalogueResult.Done)) {
            return result;
        }
        var chunks = journal.unattached(stream.id(), properties.maxBatch());
        if (chunks.isEmpty()) {
            result = lookAfterDatasets(stream);
            if (result instanceof CatalogueResult.Done) {
                signals.of(stream.id()).await(properties.recheck());
                Thread.sleep(properties.gather());
            }
            return result;
        }
        long begun = System.nanoTime();
        var byDataset = chunks.stream()
                .collect(Collectors.groupingBy(ChunkEntry::dataset, LinkedHashMap::new, Collectors.toList()));
        for (var group : byDataset.values()) {
            result = attach(stream, group);
            if (!(result instanceof CatalogueResult.Done)) {
                return result;
            }
        }
        if (chunks.size() > 1 && chunks.size() < properties.maxBatch()) {
            // They come faster than a call takes: fewer and larger calls cost the catalogue, and us, much less.
            Thread.sleep(rest(Duration.ofNanos(System.nanoTime() - begun)));
        }
        return result;
    }

    /** So long that the catalogue is busy with us for a fifth of the time. */
    private static Duration rest(Duration busy) {
        var rest = busy.multipliedBy(RESTS_FOR_EACH);
        return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
    }

    private CatalogueResult prepare(Stream stream) {
        var ahead = wanted.getOrDefault(stream.id(), Map.of());
        for (var each : List.copyOf(ahead.values())) {
            var result = datasets.ready(stream, each.run(), each.did(), each.gpsStart());
            if (!(result instanceof CatalogueResult.Done)) {
                return result;
            }
            ahead.remove(each.did());
        }
        return new CatalogueResult.Done();
    }

    private CatalogueResult attach(Stream stream, List<ChunkEntry> chunks)
            throws InterruptedException, ExecutionException {
        var first = chunks.getFirst();
        var ready = datasets.ready(stream, first.run(), first.dataset(), first.gpsStart());
        if (!(ready instanceof CatalogueResult.Done)) {
            return ready;
        }
        var files = chunks.stream()
                .map(chunk -> new FileEntry(chunk.did(), chunk.bytes(), chunk.adler32()))
                .toList();
        var result = catalogue.attachFiles(first.dataset(), first.rse(), files);
        return switch (result) {
            case CatalogueResult.Done done -> {
                mark(chunks);
                yield done;
            }
            case CatalogueResult.Busy busy -> busy;
            case CatalogueResult.Refused refused when MENDABLE.contains(refused.cause()) -> refused;
            case CatalogueResult.Refused refused
            when chunks.size() == 1 -> {
                journal.refused(first.did(), refused.cause() + ": " + refused.reason())
                        .get();
                LOG.warn("The catalogue refuses {}: {}: {}", first.did(), refused.cause(), refused.reason());
                yield new CatalogueResult.Done();
            }
            case CatalogueResult.Refused refused -> {
                // One of them is at fault: halve until it stands alone.
                int half = chunks.size() / 2;
                var lower = attach(stream, chunks.subList(0, half));
                yield lower instanceof CatalogueResult.Done
                        ? attach(stream, chunks.subList(half, chunks.size()))
                        : lower;
            }
        };
    }

    private void mark(List<ChunkEntry> chunks) throws InterruptedException, ExecutionException {
        var at = clock.instant();
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (var chunk : chunks) {
            last = journal.attached(chunk.did(), at);
        }
        last.get(); // the journal writes in order: the last one written, all are
        telling.attachedNow();
    }

    private CatalogueResult lookAfterDatasets(Stream stream) {
        var open = datasets.open(stream);
        for (var dataset : open) {
            var result = datasets.closeIfFinished(stream, dataset);
            if (!(result instanceof CatalogueResult.Done)) {
                return result;
            }
            var lastGps = journal.lastGps(dataset.run());
            if (lastGps.isPresent()) {
                result = datasets.readyAhead(stream, dataset, lastGps.get());
                if (!(result instanceof CatalogueResult.Done)) {
                    return result;
                }
            }
        }
        finish.raise();
        return datasets.describeKeys(stream);
    }

    @Override
    public void start() {
        running = true;
        for (var stream : streams.all()) {
            Workers.run(workers, "attaching of " + stream.id(), () -> work(stream));
        }
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
        Workers.end(workers);
    }
}
