package org.strainlake.uploader.upload;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.strainlake.chunkfile.ChunkName;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.uploader.chunking.ChunkFile;
import org.strainlake.uploader.chunking.FoundFiles;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.journal.LiveRun;
import org.strainlake.uploader.journal.LiveRuns;
import org.strainlake.uploader.source.DirectoryIntake;
import org.strainlake.uploader.source.DirectoryWatch;
import org.strainlake.uploader.stream.Stream;
import org.strainlake.uploader.stream.StreamSettings;

/** Sends what appears in the directory of one stream. */
final class DirectoryFeed implements DirectoryIntake {
    private final Stream stream;
    private final ReplayRun.Parts parts;
    private final LiveRuns liveRuns;
    private final DirectoryWatch watch;
    private final DirectoryReport report = new DirectoryReport();
    private final String what;
    private boolean begun;
    private @Nullable DataIdentifier lastDataset;

    DirectoryFeed(Stream stream, StreamSettings.WatchedDirectory directory, ReplayRun.Parts parts, LiveRuns liveRuns) {
        this.stream = stream;
        this.parts = parts;
        this.liveRuns = liveRuns;
        this.what = "directory of " + stream.id();
        this.watch = new DirectoryWatch(directory.path(), directory.settle(), directory.rescan(), this);
    }

    DirectoryReport report() {
        return report;
    }

    /** Sends until the thread is interrupted. */
    void run() throws InterruptedException, ExecutionException {
        resendUnstored();
        watch.run();
    }

    private void resendUnstored() throws InterruptedException, ExecutionException {
        for (var entry : parts.journal().unstored()) {
            var path = entry.path();
            if (path == null
                    || !entry.run().equals(stream.liveRun())
                    || parts.pipeline().isCarrying(entry.did())) {
                continue;
            }
            try {
                switch (parts.sealer().again(stream, entry, () -> asJournalled(entry, path))) {
                    case Sealer.Again.Send(var chunk, var content) -> {
                        parts.pipeline().awaitSlot();
                        parts.pipeline().carryAgain(chunk, content);
                    }
                    case Sealer.Again.Refuse(var reason) -> parts.pipeline().refuse(entry, reason);
                }
            } catch (ChangedFile e) {
                parts.pipeline().refuse(entry, "the file changed before it was stored");
            } catch (IOException e) {
                parts.pipeline().refuse(entry, "the file is gone before it was stored");
            }
        }
    }

    private ChunkFile asJournalled(ChunkEntry entry, Path path) throws IOException {
        var file = FoundFiles.read(ChunkName.parse(stream.fileName(entry.did())), path);
        var journalled = entry.plain() == null ? entry.sha256() : entry.plain().sha256();
        if (!file.sha256().equals(journalled)) {
            throw new ChangedFile();
        }
        return file;
    }

    private static final class ChangedFile extends IOException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public Set<String> known(Collection<String> names) {
        var dids = new HashMap<String, DataIdentifier>();
        for (var name : names) {
            if (ChunkName.tryParse(name).isPresent()) {
                dids.put(name, stream.did(name));
            }
        }
        var journalled = parts.journal()
                .known(
                        stream.settings().scope(),
                        dids.values().stream().map(DataIdentifier::name).toList());
        var known = new HashSet<String>();
        dids.forEach((name, did) -> {
            if (journalled.contains(did.name()) || parts.pipeline().isCarrying(did)) {
                known.add(name);
            }
        });
        return known;
    }

    @Override
    public void take(ChunkName name, Path file) throws InterruptedException {
        if (!name.sites().contains(stream.settings().detector().substring(0, 1))) {
            watch.reject(
                    name.toString(), "of another site than " + stream.settings().detector());
            return;
        }
        ChunkFile chunk;
        try {
            chunk = FoundFiles.read(name, file);
        } catch (IOException e) {
            watch.reject(name.toString(), readable(e, file));
            return;
        }
        var did = stream.did(name.toString());
        var dataset = parts.datasets().ofArrival(stream, name.gpsStart());
        var url = parts.places().address(stream, did);
        begin(name);
        var created = parts.clock().instant();
        try {
            chunk = parts.sealer().seal(stream, dataset, chunk);
        } catch (IOException e) {
            watch.reject(name.toString(), "cannot be sealed: " + readable(e, file));
            return;
        }
        parts.pipeline().awaitSlot();
        var _ = parts.pipeline().carry(entry(name, chunk, file, url, dataset, created), chunk.content());
        if (!dataset.equals(lastDataset)) {
            parts.attacher().want(stream, stream.liveRun(), dataset, name.gpsStart());
            lastDataset = dataset;
        }
        report.found(name);
        parts.troubles().end(what);
    }

    private ChunkEntry entry(
            ChunkName name, ChunkFile chunk, Path file, URI url, DataIdentifier dataset, Instant created) {
        return new ChunkEntry(
                stream.did(name.toString()),
                stream.id(),
                stream.liveRun(),
                name.gpsStart(),
                name.seconds(),
                stream.settings().sampleRateHz(),
                chunk.content().bytes(),
                chunk.adler32(),
                chunk.sha256(),
                chunk.plain(),
                dataset,
                stream.settings().rse(),
                url,
                null,
                file,
                created,
                null,
                false,
                null,
                false,
                null);
    }

    /** Tells of the run before its first chunk. */
    private void begin(ChunkName first) throws InterruptedException {
        if (begun) {
            return;
        }
        var run = stream.liveRun();
        var known = liveRuns.find(run);
        if (known.isEmpty()) {
            var live = new LiveRun(run, first.gpsStart(), parts.clock().instant());
            var record = parts.messages()
                    .bookRun(
                            stream,
                            run,
                            stream.dataset(null, first.gpsStart()),
                            first.gpsStart(),
                            null,
                            true,
                            true,
                            live.planned());
            var backoff = new Backoff(parts.upload());
            while (!parts.announcer().book(record)) {
                Thread.sleep(backoff.next(Duration.ZERO));
            }
            liveRuns.begun(live);
        }
        begun = true;
    }

    private static String readable(IOException cause, Path file) {
        return cause instanceof AccessDeniedException
                ? "may not be read"
                : String.valueOf(cause.getMessage()).replace(file.toString(), "the file");
    }

    @Override
    public void reject(String name, String reason) {
        report.rejected(stream.id(), name, reason);
    }

    @Override
    public void trouble(String reason) {
        parts.troubles().begin(what, reason);
    }

    @Override
    public void scanned() {
        report.scanned(parts.clock().instant());
        parts.troubles().end(what);
    }
}
