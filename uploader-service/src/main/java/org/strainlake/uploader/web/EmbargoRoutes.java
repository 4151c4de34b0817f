package org.strainlake.uploader.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.audit.AuditEntry.What;
import org.strainlake.audit.Auditor;
import org.strainlake.embargo.Embargo;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DidPattern;
import org.strainlake.uploader.embargo.ChangeResult;
import org.strainlake.uploader.embargo.EmbargoWish;
import org.strainlake.uploader.embargo.Embargoes;
import org.strainlake.uploader.stream.Stream;
import org.strainlake.uploader.stream.Streams;

/** Embargoes: seen by those whom they concern, changed by those who hold the role data access. */
@RestController
@RequestMapping("/v1/embargoes")
class EmbargoRoutes {
    private final Embargoes embargoes;
    private final Streams streams;
    private final Gate gate;
    private final Auditor auditor;

    EmbargoRoutes(Embargoes embargoes, Streams streams, Gate gate, Auditor auditor) {
        this.auditor = auditor;
        this.embargoes = embargoes;
        this.streams = streams;
        this.gate = gate;
    }

    /**
     * What an embargo is to be.
     *
     * @param readers groups such as {@code /virgo}, or {@code client:ID}
     * @param release instant of release; absent if it is not known yet
     * @param held whether it stays closed whatever {@code release} says
     * @param early intervals of GPS time that everybody may read already
     */
    record EmbargoRequest(
            @NotEmpty List<@NotNull String> readers,
            @Nullable Instant release,
            @Nullable Boolean held,
            @Nullable List<Embargo.@NotNull Early> early) {}

    /** A version of an embargo, and who made it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EmbargoView(
            String id,
            String opaque,
            long version,
            String experiment,
            List<String> names,
            List<String> readers,
            @Nullable Instant release,
            boolean held,
            List<Embargo.Early> early,
            @Nullable Instant releasedAt,
            @Nullable String changedBy,
            @Nullable Instant changedAt) {
        static EmbargoView of(Embargo embargo, @Nullable String by, @Nullable Instant at) {
            return new EmbargoView(
                    embargo.id(),
                    embargo.opaque(),
                    embargo.version(),
                    embargo.experiment(),
                    embargo.names().stream().map(DidPattern::toString).toList(),
                    embargo.readers(),
                    embargo.release(),
                    embargo.held(),
                    embargo.early(),
                    embargo.releasedAt(),
                    by,
                    at);
        }
    }

    /** Those that the caller may see. */
    @GetMapping
    List<EmbargoView> all(@Nullable Authentication caller) {
        var visible = embargoes.all().stream()
                .filter(embargo -> gate.maySee(caller, embargo))
                .map(embargo -> EmbargoView.of(embargo, null, null))
                .toList();
        if (visible.isEmpty()) {
            gate.requireAnySight(caller);
        }
        return visible;
    }

    @GetMapping("/streams/{stream}")
    ResponseEntity<EmbargoView> ofStream(@Nullable Authentication caller, @PathVariable String stream) {
        return one(caller, idOf(stream));
    }

    @GetMapping("/datasets/{scope}/{name}")
    ResponseEntity<EmbargoView> ofDataset(
            @Nullable Authentication caller, @PathVariable String scope, @PathVariable String name) {
        return one(caller, idOf(new DataIdentifier(scope, name)));
    }

    @GetMapping("/streams/{stream}/versions")
    List<EmbargoView> versionsOfStream(@Nullable Authentication caller, @PathVariable String stream) {
        return versions(caller, idOf(stream));
    }

    @GetMapping("/datasets/{scope}/{name}/versions")
    List<EmbargoView> versionsOfDataset(
            @Nullable Authentication caller, @PathVariable String scope, @PathVariable String name) {
        return versions(caller, idOf(new DataIdentifier(scope, name)));
    }

    @PutMapping("/streams/{stream}")
    ResponseEntity<EmbargoView> changeOfStream(
            Authentication caller,
            @PathVariable String stream,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @Valid @RequestBody EmbargoRequest request,
            HttpServletRequest call) {
        gate.requireAnyDataAccess(caller);
        var found = streams.find(stream)
                .filter(known -> gate.mayEmbargo(caller, known.settings().experiment()))
                .orElseThrow(() -> new UnknownStream(stream, true));
        requireNamesOfItsOwn(found);
        var wish = wish(idOf(stream), found.settings().experiment(), found.names(), request);
        return change(caller, wish, version(ifMatch, ifNoneMatch), null, call);
    }

    @PutMapping("/datasets/{scope}/{name}")
    ResponseEntity<EmbargoView> changeOfDataset(
            Authentication caller,
            @PathVariable String scope,
            @PathVariable String name,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @Valid @RequestBody EmbargoRequest request,
            HttpServletRequest call) {
        gate.requireAnyDataAccess(caller);
        var dataset = new DataIdentifier(scope, name);
        var experiment = Optional.ofNullable(gate.experimentOf(scope))
                .filter(known -> gate.mayEmbargo(caller, known))
                .orElseThrow(Gate::denied);
        var wish = wish(idOf(dataset), experiment, List.of(new DidPattern(scope, name)), request);
        return change(caller, wish, version(ifMatch, ifNoneMatch), dataset, call);
    }

    /** Else the release of one stream would open another. */
    private void requireNamesOfItsOwn(Stream stream) {
        for (var other : streams.all()) {
            if (!other.id().equals(stream.id())
                    && stream.names().stream().anyMatch(name -> name.matches(other.dataset(null, 0)))
                    && !other.settings().description().equals(stream.settings().description())) {
                throw new UnusableEmbargo(
                        "stream", "the names of the stream " + other.id() + " are among those of " + stream.id());
            }
        }
    }

    private static EmbargoWish wish(String id, String experiment, List<DidPattern> names, EmbargoRequest request) {
        return new EmbargoWish(
                id,
                experiment,
                names,
                request.readers(),
                request.release(),
                Boolean.TRUE.equals(request.held()),
                Objects.requireNonNullElse(request.early(), List.of()));
    }

    private ResponseEntity<EmbargoView> change(
            Authentication caller,
            EmbargoWish wish,
            long ifVersion,
            @Nullable DataIdentifier dataset,
            HttpServletRequest call) {
        // Of a change that is refused afterwards the trail says that it was wished; the versions say what holds.
        auditor.require(
                What.EMBARGO_CHANGED,
                call,
                caller,
                wish.experiment(),
                dataset,
                wish.id() + " from version " + ifVersion + ": release " + wish.release()
                        + (wish.held() ? ", held" : ""));
        return switch (embargoes.change(wish, ifVersion, gate.nameOf(caller))) {
            case ChangeResult.Changed(var embargo) ->
                answer(embargo, ifVersion == 0 ? HttpStatus.CREATED : HttpStatus.OK);
            case ChangeResult.OtherVersion(var version) -> throw new OtherVersion(version);
            case ChangeResult.Released() -> throw new EmbargoReleased(wish.id());
            case ChangeResult.Refused(var member, var reason) -> throw new UnusableEmbargo(member, reason);
        };
    }

    private static long version(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if ("*".equals(ifNoneMatch) && ifMatch == null) {
            return 0;
        }
        if (ifMatch == null || ifNoneMatch != null) {
            throw new VersionNeeded();
        }
        var text = ifMatch.strip();
        try {
            if (text.length() > 2 && text.startsWith("\"") && text.endsWith("\"")) {
                return Math.max(1, Long.parseLong(text.substring(1, text.length() - 1)));
            }
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE; // no version of ours
        }
        return Long.MAX_VALUE;
    }

    private ResponseEntity<EmbargoView> one(@Nullable Authentication caller, String id) {
        return answer(visible(caller, id), HttpStatus.OK);
    }

    private List<EmbargoView> versions(@Nullable Authentication caller, String id) {
        visible(caller, id);
        return embargoes.versions(id).stream()
                .map(version -> EmbargoView.of(version.embargo(), version.by(), version.at()))
                .toList();
    }

    private Embargo visible(@Nullable Authentication caller, String id) {
        var found = embargoes.find(id).filter(embargo -> gate.maySee(caller, embargo));
        if (found.isEmpty()) {
            gate.requireAnySight(caller);
            throw new UnknownEmbargo(id);
        }
        return found.get();
    }

    private static ResponseEntity<EmbargoView> answer(Embargo embargo, HttpStatus status) {
        return ResponseEntity.status(status)
                .eTag("\"" + embargo.version() + "\"")
                .body(EmbargoView.of(embargo, null, null));
    }

    private static String idOf(String stream) {
        return "streams/" + stream;
    }

    private static String idOf(DataIdentifier dataset) {
        return "datasets/" + dataset;
    }
}
