package org.strainlake.rehearsal.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.strainlake.rehearsal.verdict.FaultTrial;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds the faults that were made against those that the book names, one to one. */
public final class FaultJudge {
    /** What is told a little before it began by another's clock, or the attempt that failed was under way. */
    private static final Duration BEFORE = Duration.ofSeconds(11);

    /** How long after its end an outage may have consequences. */
    private static final Duration AFTER = Duration.ofSeconds(15);

    private FaultJudge() {}

    /**
     * Judges.
     *
     * @param plan what was to be made
     * @param incidents what was made
     * @param deviations what the book says
     * @param lines the book, one JSON object a line
     * @throws IOException if the lines cannot be read
     */
    public static FaultTrial judge(
            FaultPlan plan, List<Incident> incidents, List<NamedDeviation> deviations, Path lines) throws IOException {
        var open = new ArrayList<>(deviations);
        var named = new ArrayList<FaultTrial.Fault>();
        for (var incident : incidents) {
            var match = open.stream()
                    .filter(each -> isNamedBy(incident, each))
                    .min(Comparator.comparing(each -> apart(incident, each)));
            match.ifPresent(each -> {
                open.remove(each);
                named.add(fault(incident.fault(), each));
            });
        }
        var consequences = new ArrayList<FaultTrial.Fault>();
        for (var each : open) {
            var cause = incidents.stream()
                    .filter(incident -> incident.fault().kind().mayCause(each.deviation())
                            && each.overlaps(
                                    incident.from().minus(BEFORE),
                                    incident.until().plus(AFTER)))
                    .min(Comparator.comparing(incident -> apart(incident, each)));
            (cause.isPresent() ? consequences : named)
                    .add(fault(cause.map(Incident::fault).orElse(null), each));
        }
        var struck = incidents.stream().map(incident -> incident.fault().id()).collect(Collectors.toSet());
        return new FaultTrial(
                incidents.stream().map(FaultJudge::fault).toList(),
                named,
                consequences,
                plan.faults().stream()
                        .map(PlannedFault::id)
                        .filter(id -> !struck.contains(id))
                        .toList(),
                lateForNoFault(incidents, lines),
                incidents.stream()
                        .filter(incident -> incident.fault().kind().spoils())
                        .flatMap(incident -> Optional.ofNullable(incident.did()).stream())
                        .map(did -> did.substring(did.indexOf(':') + 1))
                        .collect(Collectors.toSet()));
    }

    private static boolean isNamedBy(Incident incident, NamedDeviation named) {
        var kind = incident.fault().kind();
        if (!named.deviation().equals(kind.deviation()) || !named.where().equals(kind.where())) {
            return false;
        }
        var did = incident.did();
        return did == null
                ? named.overlaps(incident.from().minus(BEFORE), incident.until().plus(AFTER))
                : did.equals(named.did());
    }

    private static Duration apart(Incident incident, NamedDeviation named) {
        return Duration.between(incident.from(), named.from()).abs();
    }

    private static FaultTrial.Fault fault(Incident incident) {
        var kind = incident.fault().kind();
        return new FaultTrial.Fault(
                incident.fault().id(),
                kind.word(),
                kind.deviation(),
                kind.where(),
                incident.did(),
                incident.from(),
                incident.until(),
                null);
    }

    private static FaultTrial.Fault fault(@Nullable PlannedFault planned, NamedDeviation named) {
        return new FaultTrial.Fault(
                planned == null ? null : planned.id(),
                planned == null ? named.deviation() : planned.kind().word(),
                named.deviation(),
                named.where(),
                named.did(),
                named.from(),
                named.until(),
                named.detail());
    }

    private static long lateForNoFault(List<Incident> incidents, Path lines) throws IOException {
        var json = JsonMapper.builder().build();
        long unexplained = 0;
        try (var reader = Files.newBufferedReader(lines)) {
            for (var text = reader.readLine(); text != null; text = reader.readLine()) {
                if (text.isBlank()) {
                    continue;
                }
                var line = json.readTree(text);
                if ("late".equals(line.path("class").asString()) && !isHeldUp(line, incidents)) {
                    unexplained++;
                }
            }
        }
        return unexplained;
    }

    private static boolean isHeldUp(JsonNode line, List<Incident> incidents) {
        var did = line.path("did").asString();
        var created = Instant.parse(line.path("created").asString());
        var delivered = Instant.parse(line.path("delivered").asString());
        return incidents.stream().anyMatch(incident -> {
            var kind = incident.fault().kind();
            return kind.holdsUpAll()
                    ? !incident.from().isAfter(delivered)
                            && !incident.until().plus(AFTER).isBefore(created)
                    : kind.isOfAChunk() && did.equals(incident.did());
        });
    }
}
