package org.strainlake.rehearsal.fault;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.strainlake.local.Lacking;
import org.strainlake.rehearsal.fault.FaultKind.Killing;
import org.strainlake.rehearsal.fault.FaultKind.Leaving;
import org.strainlake.rehearsal.fault.FaultKind.Renewal;
import org.strainlake.rehearsal.fault.FaultKind.Request;
import org.strainlake.rehearsal.fault.FaultKind.Stopping;
import org.strainlake.rehearsal.stage.Stage;

/** Makes the faults of a plan while a run is played, and remembers when each began and was over. */
public final class Saboteur implements AutoCloseable {
    /** How long a part that is stopped stays away. */
    private static final Duration AWAY = Duration.ofSeconds(8);

    /** Where the catalogue is told of files. */
    private static final String ATTACHMENTS = "/dids/attachments";

    /** Where the issuer gives tokens. */
    private static final String TOKENS = "/token";

    /** Begins the name of the rule that makes a new token needed. */
    private static final String REFUSAL = "refusal-for-";

    private final FaultPlan plan;
    private final Stage stage;
    private final InstantSource clock;
    private final double speed;
    private final FaultRoom room;
    private final ExecutorService striker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("saboteur").factory());
    private final Map<String, Map<String, Object>> rules = new LinkedHashMap<>();
    private final Map<String, List<FaultRoom.Strike>> strikes = new LinkedHashMap<>();
    private final List<Incident> disruptions = new ArrayList<>();
    private @Nullable Future<?> striking;

    /**
     * A saboteur.
     *
     * @param speed chunks a second
     * @throws IOException if the key of the lake's room for faults cannot be read
     */
    public Saboteur(FaultPlan plan, Stage stage, HttpClient http, InstantSource clock, double speed)
            throws IOException {
        this.plan = plan;
        this.stage = stage;
        this.clock = clock;
        this.speed = speed;
        this.room = new FaultRoom(
                http, stage.faultRoom(), Files.readString(stage.faultKeyFile()).strip());
    }

    /**
     * Begins, as soon as the run has.
     *
     * @param begun when it did
     * @param firstGps GPS second of its first chunk
     */
    public void begin(Instant begun, long firstGps) throws IOException, InterruptedException {
        for (var fault : plan.faults()) {
            switch (fault.kind().means()) {
                case Request request -> rules.put(fault.id(), rule(fault, request, begun, firstGps));
                case Renewal(var harm) -> {
                    rules.put(fault.id(), renewal(harm, at(fault, begun)));
                    rules.put(REFUSAL + fault.id(), rule(fault, (Request) FaultKind.PUT_401.means(), begun, firstGps));
                }
                case Killing(var _) -> {}
                case Leaving() -> {}
                case Stopping(var _) -> {}
            }
        }
        addRules();
        striking = striker.submit(() -> {
            for (var fault : plan.faults()) {
                if (!fault.kind().isRequest()) {
                    pauseUntil(at(fault, begun));
                    disruptions.add(disrupt(fault));
                }
            }
            return null;
        });
    }

    /**
     * Waits for the last fault and removes the rules.
     *
     * @return what was made, in the order in which it began
     * @throws IOException if a part could not be stopped or started
     */
    public List<Incident> end() throws IOException, InterruptedException, Lacking {
        var all = striking;
        if (all == null) {
            return List.of();
        }
        try {
            all.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case Lacking lacking -> throw lacking;
                case null, default -> throw new IllegalStateException("a fault could not be made", e.getCause());
            }
        }
        strikes.putAll(struck());
        for (var id : room.strikes().keySet()) {
            room.remove(id);
        }
        var incidents = new ArrayList<>(disruptions);
        for (var fault : plan.faults()) {
            var struck = strikes.getOrDefault(fault.id(), List.of());
            if (!struck.isEmpty()) {
                incidents.add(new Incident(
                        fault,
                        struck.getFirst().did(),
                        struck.getFirst().at(),
                        struck.getLast().at().plusMillis(Math.round(fault.kind().seconds() * 1000))));
            }
        }
        incidents.sort(Comparator.comparing(Incident::from));
        return incidents;
    }

    @Override
    public void close() {
        striker.shutdownNow();
    }

    private Map<String, Object> rule(PlannedFault fault, Request request, Instant begun, long firstGps) {
        var rule = new LinkedHashMap<String, Object>(request.harm());
        rule.put("face", request.face());
        rule.put("method", request.method());
        if (request.isForAChunk()) {
            rule.put(
                    "did",
                    Pattern.quote(stage.lake().scope()) + ":[^:]*" + Pattern.quote(stage.tag()) + "-"
                            + (firstGps + fault.chunk() - 1) + "-1\\.h5(\\.sealed)?");
        } else {
            rule.put("path", ATTACHMENTS);
            rule.put("from", at(fault, begun).toString());
        }
        return rule;
    }

    /** From a little before the chunk that will need the token. */
    private static Map<String, Object> renewal(Map<String, Object> harm, Instant at) {
        var rule = new LinkedHashMap<String, Object>(harm);
        rule.put("face", "issuer");
        rule.put("method", "POST");
        rule.put("path", TOKENS);
        rule.put("from", at.minusMillis(500).toString());
        return rule;
    }

    private Instant at(PlannedFault fault, Instant begun) {
        return begun.plusMillis(Math.round((fault.chunk() - 1) * 1000 / speed));
    }

    private void addRules() throws IOException, InterruptedException {
        for (var rule : rules.entrySet()) {
            if (!strikes.containsKey(rule.getKey())) {
                room.add(rule.getKey(), rule.getValue());
            }
        }
    }

    /** The rules that struck, and when. */
    private Map<String, List<FaultRoom.Strike>> struck() throws IOException, InterruptedException {
        var all = room.strikes();
        all.values().removeIf(List::isEmpty);
        return all;
    }

    private Incident disrupt(PlannedFault fault) throws IOException, InterruptedException, Lacking {
        return switch (fault.kind().means()) {
            case Killing(var service) -> {
                var from = clock.instant();
                stage.kill(service);
                stage.raise(service);
                yield new Incident(fault, null, from, clock.instant());
            }
            case Leaving() -> {
                var from = clock.instant();
                room.add(fault.id(), Map.of("face", "broker", "harm", "away"));
                pauseUntil(clock.instant().plus(AWAY));
                room.remove(fault.id());
                yield new Incident(fault, null, from, clock.instant());
            }
            case Stopping(var part) -> {
                boolean isLake = Stage.LAKE.equals(part);
                if (isLake) {
                    strikes.putAll(struck());
                }
                var from = clock.instant();
                stage.stop(part);
                pauseUntil(clock.instant().plus(AWAY));
                stage.raise(part);
                if (isLake) { // it forgets its rules when it ends
                    addRules();
                }
                yield new Incident(fault, null, from, clock.instant());
            }
            case Request(var _, var _, var _) -> throw new IllegalArgumentException("no disruption: " + fault.id());
            case Renewal(var _) -> throw new IllegalArgumentException("no disruption: " + fault.id());
        };
    }

    private void pauseUntil(Instant when) throws InterruptedException {
        var left = Duration.between(clock.instant(), when);
        if (left.isPositive()) {
            Thread.sleep(left);
        }
    }
}
