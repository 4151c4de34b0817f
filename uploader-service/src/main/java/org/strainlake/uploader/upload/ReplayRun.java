package org.strainlake.uploader.upload;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strainlake.uploader.announce.Announcer;
import org.strainlake.uploader.announce.Messages;
import org.strainlake.uploader.chunking.ChunkCutter;
import org.strainlake.uploader.chunking.ChunkFile;
import org.strainlake.uploader.chunking.LookAhead;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.journal.ChunkJournal;
import org.strainlake.uploader.journal.Replay;
import org.strainlake.uploader.journal.Replays;
import org.strainlake.uploader.source.ReplayPlanner;
import org.strainlake.uploader.source.ReplayProperties;
import org.strainlake.uploader.stream.Stream;

/** Carries out one replay, from where the journal says it is. */
final class ReplayRun {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayRun.class);
    private static final EnumSet<Replay.State> ACTIVE = EnumSet.of(Replay.State.RUNNING, Replay.State.PAUSED);

    private final Replay replay;
    private final Stream stream;
    private final Parts parts;
    private final Pacer pacer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean paused;
    private boolean stopped;

    /** What every replay works with. */
    record Parts(
            ReplayPlanner planner,
            ReplayProperties properties,
            UploadProperties upload,
            UploadPipeline pipeline,
            Sealer sealer,
            Places places,
            Attacher attacher,
            DatasetKeeper datasets,
            AttachSignals attachSignals,
            ChunkJournal journal,
            Replays replays,
            Announcer announcer,
            Messages messages,
            Troubles troubles,
            InstantSource clock) {}

    ReplayRun(Replay replay, Stream stream, Parts parts) {
        this.replay = replay;
        this.stream = stream;
        this.parts = parts;
        this.pacer = new Pacer(replay.plan().pace(), replay.plan().chunkSeconds(), System::nanoTime);
        this.paused = replay.state() == Replay.State.PAUSED;
    }

    /** Holds or lets go. */
    void pause(boolean hold) {
        lock.lock();
        try {
            paused = hold;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it before its last chunk; {@link #run} returns once the chunks made so far are journalled. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sends all chunks that are left. */
    void run() throws InterruptedException, ExecutionException {
        try (var cutter = new ChunkCutter(
                stream, replay.tag(), replay.plan(), parts.planner().open(replay.plan(), stream))) {
            parts.attacher()
                    .want(
                            stream,
                            replay.run(),
                            stream.dataset(replay.tag(), replay.plan().firstGps()),
                            replay.plan().firstGps());
            // A plan is told again at each start: telling it twice changes nothing.
            if (tellPlan()) {
                resendUnstored(cutter);
                send(cutter);
            }
            if (isStopped()) {
                end(Replay.State.STOPPED, null);
            }
        } catch (IOException e) {
            LOG.warn("Replay {} fails", replay.run(), e);
            refuseUnstored(withoutPath(e));
            end(Replay.State.FAILED, withoutPath(e));
        }
    }

    /** Sends again what an ended replay had journalled and not stored when the process died. */
    void resend() throws InterruptedException, ExecutionException {
        try (var cutter = new ChunkCutter(
                stream, replay.tag(), replay.plan(), parts.planner().open(replay.plan(), stream))) {
            resendUnstored(cutter);
        } catch (IOException e) {
            refuseUnstored(withoutPath(e));
        }
    }

    private void refuseUnstored(String reason) throws InterruptedException, ExecutionException {
        for (var entry : parts.journal().unstored()) {
            if (entry.run().equals(replay.run()) && !parts.pipeline().isCarrying(entry.did())) {
                parts.pipeline().refuse(entry, reason);
            }
        }
    }

    private void end(Replay.State state, @Nullable String reason) {
        parts.replays().change(replay.id(), ACTIVE, state, reason);
        parts.attachSignals().raise(stream.id());
    }

    private String withoutPath(IOException cause) {
        var source = replay.plan().source();
        return String.valueOf(cause.getMessage()).replace(source.toString(), String.valueOf(source.getFileName()));
    }

    private boolean tellPlan() throws InterruptedException {
        var plan = replay.plan();
        var record = parts.messages()
                .bookRun(
                        stream,
                        replay.run(),
                        stream.dataset(replay.tag(), plan.firstGps()),
                        plan.firstGps(),
                        plan.chunks(),
                        !plan.pace().isMax(),
                        replay.booked(),
                        replay.planned());
        var backoff = new Backoff(parts.upload());
        while (!parts.announcer().book(record)) {
            if (waitUnlessStopped(backoff.next(Duration.ZERO))) {
                return false;
            }
        }
        return true;
    }

    /** Chunks that were journalled before the process died and are not known to be stored. */
    private void resendUnstored(ChunkCutter cutter) throws IOException, InterruptedException, ExecutionException {
        for (var entry : parts.journal().unstored()) {
            if (entry.run().equals(replay.run()) && !parts.pipeline().isCarrying(entry.did())) {
                var again = parts.sealer()
                        .again(stream, entry, () -> cutter.cut(replay.plan().chunkAt(entry.gpsStart())));
                switch (again) {
                    case Sealer.Again.Send(var chunk, var content) -> {
                        parts.pipeline().awaitSlot();
                        parts.pipeline().carryAgain(chunk, content);
                    }
                    case Sealer.Again.Refuse(var reason) -> parts.pipeline().refuse(entry, reason);
                }
            }
        }
    }

    private void send(ChunkCutter cutter) throws IOException, InterruptedException, ExecutionException {
        var plan = replay.plan();
        long next = parts.journal()
                .lastGps(replay.run())
                .map(gps -> plan.chunkAt(gps) + 1)
                .orElse(0L);
        CompletableFuture<Void> journalled = CompletableFuture.completedFuture(null);
        if (next < plan.chunks()) {
            try (var ahead = new LookAhead(
                    n -> parts.sealer().seal(stream, stream.dataset(replay.tag(), plan.gpsStart(n)), cutter.cut(n)),
                    next,
                    plan.chunks(),
                    parts.properties().lookAhead(),
                    chunk -> parts.sealer().giveUp(stream, chunk))) {
                for (long n = next; n < plan.chunks(); n++) {
                    // Taking one has another cut and sealed, which must not slow the one on its way.
                    if (n > next && !awaitDue(n, pacer.leadNanos())) {
                        break;
                    }
                    var file = ahead.take();
                    if (n == next) {
                        pacer.anchor(n);
                    }
                    boolean handedOver = false;
                    try {
                        if (!awaitDue(n, 0)) {
                            break;
                        }
                        journalled = handOver(file, plan.gpsStart(n));
                        handedOver = true;
                    } finally {
                        if (!handedOver) {
                            parts.sealer().giveUp(stream, file);
                        }
                    }
                }
            }
        }
        journalled.get();
    }

    private CompletableFuture<Void> handOver(ChunkFile file, long gpsStart) throws InterruptedException {
        var did = stream.did(file.name().toString());
        var url = parts.places().address(stream, did);
        if (pacer.isMax()) {
            // At full speed a chunk is due when there is room for it.
            parts.pipeline().awaitSlot();
        }
        var created = parts.clock().instant();
        if (!pacer.isMax()) {
            parts.pipeline().awaitSlot();
        }
        var entry = new ChunkEntry(
                did,
                stream.id(),
                replay.run(),
                gpsStart,
                stream.chunkSeconds(),
                stream.settings().sampleRateHz(),
                file.content().bytes(),
                file.adler32(),
                file.sha256(),
                file.plain(),
                stream.dataset(replay.tag(), gpsStart),
                stream.settings().rse(),
                url,
                file.replayOf(),
                null,
                created,
                null,
                false,
                null,
                false,
                null);
        return parts.pipeline().carry(entry, file.content());
    }

    /** Waits until so long before a chunk is due; false if the replay was stopped instead. */
    private boolean awaitDue(long n, long leadNanos) throws InterruptedException {
        lock.lock();
        try {
            long nanos = pacer.nanosUntil(n) - leadNanos;
            while (!stopped && (paused || nanos > 0)) {
                if (paused) {
                    changed.await();
                    pacer.anchor(n);
                } else if (changed.awaitNanos(nanos) <= 0) {
                    return !stopped;
                }
                nanos = pacer.nanosUntil(n) - leadNanos;
            }
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    private boolean waitUnlessStopped(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (!stopped && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }
}
