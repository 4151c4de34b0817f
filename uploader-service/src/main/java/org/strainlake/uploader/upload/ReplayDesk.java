package org.strainlake.uploader.upload;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.journal.Datasets;
import org.strainlake.uploader.journal.Progress;
import org.strainlake.uploader.journal.Replay;
import org.strainlake.uploader.journal.RunExists;
import org.strainlake.uploader.source.ReplayWish;
import org.strainlake.uploader.source.UnusableReplay;
import org.strainlake.uploader.stream.Protection;
import org.strainlake.uploader.stream.Stream;
import org.strainlake.uploader.stream.Streams;

/** Starts, holds, ends and finishes replays; takes up at the start what the last process left. Thread-safe. */
@Component
public class ReplayDesk implements SmartLifecycle, DisposableBean {
    private static final String TAG_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ";
    private static final int TAG_LENGTH = 5;
    private static final Duration RECHECK = Duration.ofSeconds(5);
    private static final Set<Replay.State> ACTIVE = EnumSet.of(Replay.State.RUNNING, Replay.State.PAUSED);

    private final ReplayRun.Parts parts;
    private final Datasets datasets;
    private final Streams streams;
    private final FinishSignal finish;
    private final SecureRandom random = new SecureRandom();
    private final Map<UUID, ReplayRun> runs = new ConcurrentHashMap<>();
    private final ExecutorService runners = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("replay-", 0).factory());
    private volatile boolean running;

    ReplayDesk(ReplayRun.Parts parts, Datasets datasets, Streams streams, FinishSignal finish) {
        this.parts = parts;
        this.datasets = datasets;
        this.streams = streams;
        this.finish = finish;
    }

    /**
     * Starts a replay. It is journalled when this returns, and goes on over restarts until it is finished.
     *
     * @param tag letters and digits for the names of its chunks; made up if absent
     * @throws UnusableReplay if the source or the wish is at fault
     * @throws RunExists if the tag was used before
     */
    public Replay start(Stream stream, ReplayWish wish, boolean booked, Optional<String> tag) {
        if (parts.replays().running() >= parts.properties().maxRunning()) {
            throw new TooManyReplays(parts.properties().maxRunning());
        }
        if (stream.settings().protection() == Protection.STORAGE) {
            parts.places().refusal(stream).ifPresent(reason -> {
                throw new UnusableReplay("stream", reason);
            });
        }
        var plan = parts.planner().plan(stream, wish);
        var used = tag.orElseGet(this::newTag);
        var replay = new Replay(
                UUID.randomUUID(),
                stream.run(used),
                stream.id(),
                used,
                booked,
                plan,
                Replay.State.RUNNING,
                null,
                parts.clock().instant());
        parts.replays().add(replay);
        begin(replay, stream);
        return replay;
    }

    /** Holds a running replay, or lets a held one go on; a replay in another state stays as it is. */
    public void hold(UUID id, boolean hold) {
        var from = hold ? Replay.State.RUNNING : Replay.State.PAUSED;
        var to = hold ? Replay.State.PAUSED : Replay.State.RUNNING;
        if (parts.replays().change(id, EnumSet.of(from), to, null)) {
            Optional.ofNullable(runs.get(id)).ifPresent(run -> run.pause(hold));
        }
    }

    /** Ends a replay before its last chunk; the chunks made so far are carried to their end. */
    public void stop(UUID id) {
        var run = runs.get(id);
        if (run != null) {
            run.stop();
        } else {
            parts.replays().change(id, ACTIVE, Replay.State.STOPPED, null);
        }
    }

    /** The replay of that id. */
    public Optional<Replay> find(UUID id) {
        return parts.replays().find(id);
    }

    /** How far a replay's chunks came. */
    public Progress progress(Replay replay) {
        return parts.journal().progress(replay.run());
    }

    private void begin(Replay replay, Stream stream) {
        var run = new ReplayRun(replay, stream, parts);
        runs.put(replay.id(), run);
        runners.execute(() -> Workers.once("replay " + replay.run(), () -> {
            run.run();
            runs.remove(replay.id());
            finish.raise();
        }));
    }

    private void finishThoseDone() throws InterruptedException {
        while (true) {
            finish.await(RECHECK);
            for (var replay : parts.replays().in(EnumSet.of(Replay.State.RUNNING))) {
                var made = datasets.ofRun(replay.run());
                if (!made.isEmpty()
                        && made.stream().allMatch(dataset -> dataset.closed())
                        && progress(replay).settles(replay.plan().chunks())) {
                    parts.replays().change(replay.id(), EnumSet.of(Replay.State.RUNNING), Replay.State.FINISHED, null);
                }
            }
        }
    }

    private void takeUp() {
        var active = new HashSet<String>();
        for (var replay : parts.replays().in(ACTIVE)) {
            active.add(replay.run());
            streams.find(replay.stream())
                    .ifPresentOrElse(
                            stream -> begin(replay, stream),
                            () -> parts.replays()
                                    .change(
                                            replay.id(),
                                            ACTIVE,
                                            Replay.State.FAILED,
                                            "configuration no longer has the stream " + replay.stream()));
        }
        parts.journal().unstored().stream()
                .map(ChunkEntry::run)
                .distinct()
                .filter(run -> !active.contains(run))
                .forEach(run -> parts.replays()
                        .ofRun(run)
                        .ifPresent(replay -> streams.find(replay.stream())
                                .ifPresent(stream -> runners.execute(() -> Workers.once(
                                        "resending of " + run, () -> new ReplayRun(replay, stream, parts).resend())))));
    }

    private String newTag() {
        var tag = new StringBuilder(TAG_LENGTH);
        for (int i = 0; i < TAG_LENGTH; i++) {
            tag.append(TAG_LETTERS.charAt(random.nextInt(TAG_LETTERS.length())));
        }
        return tag.toString();
    }

    @Override
    public void start() {
        running = true;
        takeUp();
        Workers.run(runners, "finishing of replays", this::finishThoseDone);
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
        Workers.end(runners);
    }
}
