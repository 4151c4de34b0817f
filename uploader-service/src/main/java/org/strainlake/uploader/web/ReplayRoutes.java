package org.strainlake.uploader.web;

import jakarta.validation.Valid;
import java.net.URI;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.uploader.journal.Replay;
import org.strainlake.uploader.stream.Streams;
import org.strainlake.uploader.upload.ReplayDesk;

/** Start, hold, end and watch replays. */
@RestController
@RequestMapping("/v1/replays")
class ReplayRoutes {
    private final ReplayDesk desk;
    private final Streams streams;
    private final Gate gate;

    ReplayRoutes(ReplayDesk desk, Streams streams, Gate gate) {
        this.desk = desk;
        this.streams = streams;
        this.gate = gate;
    }

    @PostMapping
    ResponseEntity<ReplayView> start(@Nullable Authentication caller, @Valid @RequestBody ReplayRequest request) {
        gate.requireAnyChange(caller);
        var stream = streams.find(request.stream())
                .filter(found -> gate.mayChange(caller, found))
                .orElseThrow(() -> new UnknownStream(request.stream(), false));
        var replay = desk.start(stream, request.wish(), request.isBooked(), request.wantedTag());
        return ResponseEntity.created(URI.create("/v1/replays/" + replay.id())).body(view(replay));
    }

    @GetMapping("/{id}")
    ReplayView replay(@Nullable Authentication caller, @PathVariable String id) {
        gate.requireAnySight(caller);
        return view(find(
                id,
                replay -> streams.find(replay.stream())
                        .filter(stream -> gate.maySee(caller, stream))
                        .isPresent()));
    }

    @PostMapping("/{id}/pause")
    ReplayView pause(@Nullable Authentication caller, @PathVariable String id) {
        return change(caller, id, replay -> desk.hold(replay, true));
    }

    @PostMapping("/{id}/resume")
    ReplayView resume(@Nullable Authentication caller, @PathVariable String id) {
        return change(caller, id, replay -> desk.hold(replay, false));
    }

    @PostMapping("/{id}/stop")
    ReplayView stop(@Nullable Authentication caller, @PathVariable String id) {
        return change(caller, id, desk::stop);
    }

    private ReplayView change(@Nullable Authentication caller, String id, Consumer<UUID> change) {
        gate.requireAnyChange(caller);
        var replay = find(
                id,
                found -> streams.find(found.stream())
                        .filter(stream -> gate.mayChange(caller, stream))
                        .isPresent());
        change.accept(replay.id());
        return view(desk.find(replay.id()).orElse(replay));
    }

    private Replay find(String id, java.util.function.Predicate<Replay> allowed) {
        UUID parsed;
        try {
            parsed = UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new UnknownReplay(id);
        }
        return desk.find(parsed).filter(allowed).orElseThrow(() -> new UnknownReplay(id));
    }

    private ReplayView view(Replay replay) {
        return ReplayView.of(replay, desk.progress(replay));
    }
}
