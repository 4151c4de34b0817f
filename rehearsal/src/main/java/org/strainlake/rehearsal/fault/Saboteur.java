package org.strainlake.rehearsal.fault;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.DataLake;
import org.strainlake.local.Lacking;
import org.strainlake.rehearsal.fault.FaultKind.Filling;
import org.strainlake.rehearsal.fault.FaultKind.Killing;
import org.strainlake.rehearsal.fault.FaultKind.KillingInPut;
import org.strainlake.rehearsal.fault.FaultKind.Leaving;
import org.strainlake.rehearsal.fault.FaultKind.Renewal;
import org.strainlake.rehearsal.fault.FaultKind.Request;
import org.strainlake.rehearsal.fault.FaultKind.SettingOff;
import org.strainlake.rehearsal.fault.FaultKind.Stopping;
import org.strainlake.rehearsal.fault.FaultKind.Telling;
import org.strainlake.rehearsal.stage.Stage;

/** Makes the faults of a plan while a run is played, and remembers when each began and was over. */
public final class Saboteur implements AutoCloseable {
    /** How long a part that is stopped stays away. */
    private static final Duration AWAY = Duration.ofSeconds(8);

    /** What was due later may be on its way. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(1);

    /** A service that is killed forgets what it noticed last. */
    private static final Duration TELLING = Duration.ofMillis(700);

    private static final Duration LONGEST_CATCHING_UP = Duration.ofSeconds(40);

    /** How far a clock is set off. */
    private static final Duration AHEAD = Duration.ofSeconds(2);

    /** How long a clock is off. */
    private static final Duration OFF = Duration.ofSeconds(5);

    /** How long a disk is full: some chunks come meanwhile. */
    private static final Duration FULL = Duration.ofSeconds(3);

    /** Where the catalogue is told of files. */
    private static final String ATTACHMENTS = "/dids/attachments";

    /** Where the issuer gives tokens. */
    private static final String TOKENS = "/token";

    /** The event that a copy was made. */
    private static final String COPIED = "transfer-done";

    /** Long enough that the second one's events are later for whoever watches their order. */
    private static final Duration BETWEEN_COPIES = Duration.ofMillis(300);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    /** Begins the name of the rule that makes a new token needed. */
    private static final String REFUSAL = "refusal-for-";

    /** Begins the name of the rule that holds the request in which the uploader is killed. */
    private static final String HOLD = "hold-for-";

    private final FaultPlan plan;
    private final Path delivered;

    /** Numbers of the chunks that are never delivered. */
    private final Set<Long> missing;

    private final Stage stage;
    private final InstantSource clock;
    private final double speed;
    private final @Nullable FaultRoom room;
    private final DataLake lake;
    private final ExecutorService striker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("saboteur").factory());
    private final Map<String, Map<String, Object>> rules = new LinkedHashMap<>();
    private final Map<String, List<FaultRoom.Strike>> strikes = new LinkedHashMap<>();
    private final List<Incident> acts = new ArrayList<>();
    private final Set<DataIdentifier> copied = new HashSet<>();
    private Instant told = Instant.MIN;
    private @Nullable Future<?> striking;

    /**
     * A saboteur.
     *
     * @param speed chunks a second
     * @param delivered directory that chunks are delivered to
     * @param leftOut numbers of the chunks that will not be there
     * @throws IOException if the key of the lake's room for faults cannot be read
     */
    public Saboteur(
            FaultPlan plan,
            Stage stage,
            HttpClient http,
            InstantSource clock,
            double speed,
            Path delivered,
            Set<Long> leftOut)
            throws IOException {
        this.delivered = delivered;
        this.missing = Stream.concat(
                        leftOut.stream(),
                        plan.faults().stream()
                                .filter(fault -> fault.kind().spoils())
                                .map(PlannedFault::chunk))
                .collect(Collectors.toSet());
        this.plan = plan;
        this.stage = stage;
        this.clock = clock;
        this.speed = speed;
        this.lake = stage.dataLake();
        this.room = stage.takesFaults()
                ? new FaultRoom(
                        http,
                        stage.faultRoom(),
                        Files.readString(stage.faultKeyFile()).strip())
                : null;
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
                case Telling(var _, double _) -> {}
                case KillingInPut(var held) -> rules.put(HOLD + fault.id(), rule(fault, held, begun, firstGps));
                case Killing(var _) -> {}
                case Leaving() -> {}
                case Stopping(var _) -> {}
                case SettingOff() -> {}
                case Filling() -> {}
            }
        }
        addRules();
        striking = striker.submit(() -> {
            for (var fault : plan.faults()) {
                if (fault.kind().isAct()) {
                    pauseUntil(at(fault, begun));
                    if (fault.kind().needsCalm()) {
                        pauseUntil(told);
                        awaitCaughtUp(begun);
                    }
                    acts.add(act(fault));
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
        for (var id : held()) {
            room().remove(id);
        }
        var incidents = new ArrayList<>(acts);
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

    /** Waits until what the faults before held up is delivered, so that this one meets none of them; but not without end. */
    private void awaitCaughtUp(Instant begun) throws IOException, InterruptedException {
        var deadline = clock.instant().plus(LONGEST_CATCHING_UP);
        while (clock.instant().isBefore(deadline)) {
            long due = (long) (Duration.between(begun, clock.instant().minus(UNDER_WAY))
                                    .toMillis()
                            * speed
                            / 1000)
                    + 1;
            long gone = missing.stream().filter(chunk -> chunk <= due).count();
            try (var files = Files.list(delivered)) {
                if (files.count() >= due - gone) {
                    pauseUntil(clock.instant().plus(TELLING));
                    return;
                }
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private Map<String, Object> rule(PlannedFault fault, Request request, Instant begun, long firstGps) {
        var rule = new LinkedHashMap<String, Object>(request.harm());
        rule.put("face", request.face());
        rule.put("method", request.method());
        if (request.isForAChunk()) {
            rule.put("did", did(fault, firstGps));
        } else {
            rule.put("path", ATTACHMENTS);
            rule.put("from", at(fault, begun).toString());
        }
        return rule;
    }

    /** Pattern of the chunk that it is for. */
    private String did(PlannedFault fault, long firstGps) {
        return Pattern.quote(stage.lake().scope()) + ":[^:]*" + Pattern.quote(stage.tag()) + "-"
                + (firstGps + fault.chunk() - 1) + "-1\\.h5(\\.sealed)?";
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

    private FaultRoom room() {
        return Objects.requireNonNull(room, "the lake takes no faults");
    }

    private Instant at(PlannedFault fault, Instant begun) {
        return begun.plusMillis(Math.round((fault.chunk() - 1) * 1000 / speed));
    }

    private void addRules() throws IOException, InterruptedException {
        for (var rule : rules.entrySet()) {
            if (!strikes.containsKey(rule.getKey())) {
                room().add(rule.getKey(), rule.getValue());
            }
        }
    }

    /** The rules that the lake has. */
    private Set<String> held() throws IOException, InterruptedException {
        return room == null ? Set.of() : room.strikes().keySet();
    }

    /** The rules that struck, and when. */
    private Map<String, List<FaultRoom.Strike>> struck() throws IOException, InterruptedException {
        if (room == null) {
            return Map.of();
        }
        var all = room.strikes();
        all.values().removeIf(List::isEmpty);
        return all;
    }

    private Incident act(PlannedFault fault) throws IOException, InterruptedException, Lacking {
        return switch (fault.kind().means()) {
            case Telling(var harm, double _) -> tell(fault, harm);
            case Killing(var service) -> {
                var from = clock.instant();
                stage.kill(service);
                stage.raise(service);
                yield new Incident(fault, null, from, clock.instant());
            }
            case KillingInPut(var _) -> {
                var hold = HOLD + fault.id();
                awaitStrike(hold);
                var from = clock.instant();
                stage.kill(Stage.UPLOADER);
                rules.remove(hold);
                room().remove(hold);
                stage.raise(Stage.UPLOADER);
                yield new Incident(fault, null, from, clock.instant());
            }
            case Leaving() when stage.isRucio() -> stop(fault, Stage.ACTIVEMQ);
            case Leaving() -> {
                var from = clock.instant();
                room().add(fault.id(), Map.of("face", "broker", "harm", "away"));
                pauseUntil(clock.instant().plus(AWAY));
                room().remove(fault.id());
                yield new Incident(fault, null, from, clock.instant());
            }
            case Stopping(var part) -> stop(fault, part);
            case SettingOff() -> {
                var from = clock.instant();
                stage.setClockOff(AHEAD);
                pauseUntil(from.plus(OFF));
                stage.setClockOff(Duration.ZERO);
                yield new Incident(fault, null, from, clock.instant());
            }
            case Filling() -> {
                var from = clock.instant();
                stage.fillDisk();
                pauseUntil(from.plus(FULL));
                stage.emptyDisk();
                yield new Incident(fault, null, from, clock.instant());
            }
            case Request(var _, var _, var _) -> throw new IllegalArgumentException("made by a rule: " + fault.id());
            case Renewal(var _) -> throw new IllegalArgumentException("made by a rule: " + fault.id());
        };
    }

    private Incident stop(PlannedFault fault, String part) throws IOException, InterruptedException, Lacking {
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
        return new Incident(fault, null, from, clock.instant());
    }

    /** Two copies are made, one after the other, so that a later event of the same file follows the harmed one. */
    private Incident tell(PlannedFault fault, Map<String, Object> harm) throws IOException, InterruptedException {
        var file = attached();
        var rule = new LinkedHashMap<String, Object>(harm);
        rule.put("face", "events");
        rule.put("path", COPIED);
        rule.put("did", Pattern.quote(file.toString()));
        room().add(fault.id(), rule);
        copy(file, stage.copyRses().getFirst());
        var at = awaitStrike(fault.id());
        room().remove(fault.id());
        pauseUntil(at.plus(BETWEEN_COPIES));
        copy(file, stage.copyRses().getLast());
        told = at.plusMillis(Math.round(fault.kind().seconds() * 1000));
        return new Incident(fault, file.toString(), at, told);
    }

    private Instant awaitStrike(String rule) throws IOException, InterruptedException {
        return awaited(
                "what " + rule + " harms",
                () -> struck().getOrDefault(rule, List.of()).stream()
                        .findFirst()
                        .map(FaultRoom.Strike::at));
    }

    /** The newest chunk that the catalogue has and of which no copy was asked for yet. */
    private DataIdentifier attached() throws IOException, InterruptedException {
        var newest = awaited("a chunk in the catalogue", () -> {
            var datasets = new ArrayList<DataIdentifier>();
            lake.catalogue().datasets(stage.lake().scope(), stage.datasets(), datasets::add);
            var files = new ArrayList<DataIdentifier>();
            for (var dataset : datasets) {
                lake.catalogue().files(dataset, file -> files.add(file.did()));
            }
            files.removeAll(copied);
            return files.stream().max(Comparator.comparing(DataIdentifier::name));
        });
        copied.add(newest);
        return newest;
    }

    private void copy(DataIdentifier file, String rse) throws IOException {
        if (!(lake.catalogue().addRule(file, rse, 1, "Functional Test") instanceof CatalogueResult.Done)) {
            throw new IOException("the lake makes no copy of " + file + " at " + rse);
        }
    }

    private <T> T awaited(String what, Question<T> question) throws IOException, InterruptedException {
        var deadline = clock.instant().plus(PATIENCE);
        while (true) {
            var answer = question.ask();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (clock.instant().isAfter(deadline)) {
                throw new IOException("waited in vain for " + what);
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        Optional<T> ask() throws IOException, InterruptedException;
    }

    private void pauseUntil(Instant when) throws InterruptedException {
        var left = Duration.between(clock.instant(), when);
        if (left.isPositive()) {
            Thread.sleep(left);
        }
    }
}
