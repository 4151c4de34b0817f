package org.strainlake.latency.clock;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.strainlake.clock.ClockReading;
import org.strainlake.deviation.Deviations;
import org.strainlake.http.OutboundHttp;
import org.strainlake.journey.Deviation;
import org.strainlake.latency.store.ClockOffset;
import org.strainlake.latency.store.Clocks;
import org.strainlake.latency.store.EpochNanos;
import tools.jackson.databind.json.JsonMapper;

/** Compares each clock with this host's, again and again; a thread for each, so that a host that hangs delays no other. */
@Component
class ClockComparison implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(ClockComparison.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final double NANOS_PER_SECOND = 1e9;

    private final ClockProperties settings;
    private final OutboundHttp http;
    private final InstantSource clock;
    private final Clocks clocks;
    private final ClockMeters meters;
    private final Deviations deviations;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    ClockComparison(
            ClockProperties settings,
            OutboundHttp http,
            InstantSource clock,
            Clocks clocks,
            ClockMeters meters,
            Deviations deviations) {
        this.settings = settings;
        this.http = http;
        this.clock = clock;
        this.clocks = clocks;
        this.meters = meters;
        this.deviations = deviations;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        settings.addresses()
                .forEach((name, address) -> threads.add(
                        Thread.ofVirtual().name("clock-" + name).start(() -> compareForEver(name, address))));
    }

    @Override
    public void destroy() {
        threads.forEach(Thread::interrupt);
    }

    private void compareForEver(String name, URI address) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                compare(name, address);
                Thread.sleep(settings.interval());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void compare(String name, URI address) {
        try {
            var exchanges = new ArrayList<Exchange>();
            for (int i = 0; i < settings.exchanges(); i++) {
                exchanges.add(exchange(address));
            }
            var best = Exchange.best(name, exchanges);
            if (best.isEmpty()) {
                throw new IOException("no exchange could be: a clock was set meanwhile");
            }
            book(best.get());
            if (troubles.remove(name) != null) {
                LOG.info("clock {} is compared again", name);
            }
        } catch (IOException | RuntimeException e) { // the thread's outermost edge: the next comparison must come
            if (Thread.currentThread().isInterrupted()) {
                return; // the service ends
            }
            if (troubles.put(name, e.toString()) == null) {
                LOG.warn("clock {} cannot be compared: {}", name, e.toString());
            }
        }
    }

    private void book(ClockOffset offset) {
        long beyond = Math.abs(offset.offsetNanos()) - offset.uncertaintyNanos();
        if (beyond > settings.allowed().toNanos()) {
            deviations.seen(Deviation.CLOCK_OFF, offset.clock(), null, Duration.ZERO, told(offset));
        } else {
            deviations.reached(offset.clock());
        }
        clocks.book(offset);
        meters.show(offset);
    }

    private static String told(ClockOffset offset) {
        return String.format(
                Locale.ROOT,
                "%.3f s %s",
                Math.abs(offset.offsetNanos()) / NANOS_PER_SECOND,
                offset.offsetNanos() > 0 ? "ahead" : "behind");
    }

    private Exchange exchange(URI address) throws IOException {
        var request = HttpRequest.newBuilder(address.resolve("actuator/clock"))
                .timeout(settings.timeout())
                .header("Accept", "application/json")
                .build();
        long asked = EpochNanos.of(clock.instant());
        try (var answer = http.send(request, settings.timeout())) {
            var body = answer.body().readAllBytes();
            long answered = EpochNanos.of(clock.instant());
            if (answer.status() != 200) {
                throw new IOException("answers " + answer.status());
            }
            return new Exchange(asked, JSON.readValue(body, ClockReading.class), answered);
        }
    }
}
