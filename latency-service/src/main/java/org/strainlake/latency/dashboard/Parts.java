package org.strainlake.latency.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.stereotype.Component;

/** How the parts around the book are. Asks them no oftener than every few seconds, whoever looks. Thread-safe. */
@Component
class Parts {
    private static final List<String> NAMES = List.of("db", "kafka", "journey", "embargoes");
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final HealthContributorRegistry health;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Part> known = List.of();
    private long asked;

    Parts(HealthContributorRegistry health) {
        this.health = health;
    }

    /**
     * A part.
     *
     * @param name its health component
     * @param status as health says it: {@code UP}, {@code DOWN}, {@code OUT_OF_SERVICE}, {@code UNKNOWN}
     * @param lag records that wait to be booked; absent for other parts, if it is not known, and where it is not told
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Part(String name, String status, @Nullable Long lag) {
        Part withoutLag() {
            return new Part(name, status, null);
        }
    }

    List<Part> now() {
        lock.lock();
        try {
            if (known.isEmpty() || System.nanoTime() - asked > FRESH.toNanos()) {
                known = NAMES.stream().flatMap(this::ask).toList();
                asked = System.nanoTime();
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private Stream<Part> ask(String name) {
        if (!(health.getContributor(name) instanceof HealthIndicator indicator)) {
            return Stream.empty();
        }
        var told = indicator.health();
        if (told == null) {
            return Stream.empty();
        }
        var lag = told.getDetails().get("lag") instanceof Number number ? (Long) number.longValue() : null;
        return Stream.of(new Part(name, told.getStatus().getCode(), lag));
    }
}
