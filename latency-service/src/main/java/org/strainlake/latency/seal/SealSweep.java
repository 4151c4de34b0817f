package org.strainlake.latency.seal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.strainlake.latency.store.EpochNanos;

/** Looks again and again for days that are over and not sealed, or of which something was booked since, and records them. */
@Component
class SealSweep implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(SealSweep.class);

    private final SealProperties settings;
    private final DayRuns runs;
    private final SealStore store;
    private final DayRecorder recorder;
    private final InstantSource clock;
    private final Counter records;
    private final @Nullable SigningKey key;
    private final Map<StreamDay, Instant> notBefore = new HashMap<>();
    private final Set<StreamDay> troubled = new HashSet<>();
    private volatile @Nullable Thread thread;

    SealSweep(
            SealProperties settings,
            DayRuns runs,
            SealStore store,
            DayRecorder recorder,
            InstantSource clock,
            MeterRegistry meters) {
        this.settings = settings;
        this.runs = runs;
        this.store = store;
        this.recorder = recorder;
        this.clock = clock;
        this.records = Counter.builder("strainlake.seal.records")
                .description("Days sealed and corrections of sealed days, by this instance")
                .register(meters);
        var file = settings.keyFile();
        this.key = file == null ? null : SigningKey.read(file);
    }

    /** The key that signs; null if no day is sealed here. */
    @Nullable
    SigningKey key() {
        return key;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        var signing = key;
        if (signing == null) {
            LOG.info("no day is sealed: strainlake.seal.key-file is not set");
            return;
        }
        thread = Thread.ofVirtual().name("seal").start(() -> sweepForEver(signing));
    }

    @Override
    public void destroy() {
        var working = thread;
        if (working != null) {
            working.interrupt();
        }
    }

    private void sweepForEver(SigningKey signing) {
        boolean ill = false;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    sweep(signing);
                    if (ill) {
                        LOG.info("days are sealed again");
                    }
                    ill = false;
                } catch (RuntimeException e) { // the outermost edge of the thread
                    if (!ill && !Thread.currentThread().isInterrupted()) {
                        LOG.warn("no day can be sealed: {}", e.toString());
                    }
                    ill = true;
                }
                Thread.sleep(settings.interval());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep(SigningKey signing) {
        var taken = store.taken();
        runs.days().entrySet().stream()
                .filter(each -> !each.getValue().equals(taken.get(each.getKey())))
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparing(StreamDay::day).thenComparing(StreamDay::stream)))
                .forEach(each -> {
                    try {
                        look(each.getKey(), each.getValue(), signing);
                    } catch (RuntimeException e) { // one day that cannot be sealed holds up no other
                        if (!Thread.currentThread().isInterrupted() && troubled.add(each.getKey())) {
                            LOG.warn("{} cannot be sealed: {}", each.getKey(), e.toString());
                        }
                    }
                });
    }

    private void look(StreamDay day, long revision, SigningKey signing) {
        var now = clock.instant();
        if (now.isBefore(day.end())) {
            return;
        }
        var later = notBefore.get(day);
        if (later != null && now.isBefore(later)) {
            return;
        }
        long nowNanos = EpochNanos.of(now);
        if (nowNanos - store.quietSince(day, revision, nowNanos)
                < settings.quiet().toNanos()) {
            return;
        }
        notBefore.remove(day);
        switch (recorder.record(day, signing)) {
            case DayRecorder.Result.Sealed(var made) -> {
                records.increment();
                troubled.remove(day);
                if (made.number() == 0) {
                    LOG.info("sealed {}", day);
                } else {
                    LOG.info("corrected {} by record {}", day, made.number());
                }
            }
            case DayRecorder.Result.Nothing() -> LOG.debug("nothing new of {}", day);
            case DayRecorder.Result.NotYet() ->
                notBefore.put(day, now.plus(settings.quiet())); // its lines were read for nothing
        }
    }
}
