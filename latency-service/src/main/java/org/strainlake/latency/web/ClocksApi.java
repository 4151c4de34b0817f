package org.strainlake.latency.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.latency.store.ClockOffset;
import org.strainlake.latency.store.Clocks;
import org.strainlake.latency.store.EpochNanos;

/** How far the clocks that take stamps are apart. */
@RestController
@RequestMapping(path = "/v1/clocks")
@Tag(name = "clocks", description = "Whose clock said so, and how far it was from this service's")
class ClocksApi {
    private final BookAccess access;
    private final Clocks clocks;
    private final InstantSource clock;

    ClocksApi(BookAccess access, Clocks clocks, InstantSource clock) {
        this.access = access;
        this.clocks = clocks;
        this.clock = clock;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "The latest comparison of each clock, now or at an instant")
    ClockList latest(@RequestParam(required = false) @Nullable Instant at, @Nullable Authentication caller) {
        access.requireRole(caller);
        return ClockList.of(clocks.latest(EpochNanos.of(at == null ? clock.instant() : at)));
    }

    @GetMapping(path = "/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "The comparisons of one clock, the newest first")
    ClockList history(
            @PathVariable String name,
            @RequestParam(defaultValue = "1970-01-01T00:00:00Z") Instant from,
            @RequestParam(defaultValue = "2262-01-01T00:00:00Z") Instant to,
            @RequestParam(defaultValue = "1000") @Min(1) @Max(10_000) int limit,
            @Nullable Authentication caller) {
        access.requireRole(caller);
        return ClockList.of(clocks.between(name, EpochNanos.of(from), EpochNanos.of(to), limit));
    }

    record ClockList(List<ClockView> clocks) {
        static ClockList of(List<ClockOffset> offsets) {
            return new ClockList(offsets.stream().map(ClockView::of).toList());
        }
    }

    /**
     * A comparison.
     *
     * @param clock name of the clock, as stamps give it
     * @param at when it was compared, by this service's clock
     * @param offsetMs by how much it was ahead, in milliseconds; negative if it was behind
     * @param uncertaintyMs by how much that may be wrong either way, in milliseconds
     */
    record ClockView(String clock, Instant at, double offsetMs, double uncertaintyMs) {
        private static final double NANOS_PER_MILLI = 1e6;

        static ClockView of(ClockOffset offset) {
            return new ClockView(
                    offset.clock(),
                    EpochNanos.toInstant(offset.atNanos()),
                    offset.offsetNanos() / NANOS_PER_MILLI,
                    offset.uncertaintyNanos() / NANOS_PER_MILLI);
        }
    }
}
