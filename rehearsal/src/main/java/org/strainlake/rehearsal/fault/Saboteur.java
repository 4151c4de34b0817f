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
import java.util.concurrent.TimeUnit;
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

    /** A service that is killed forgets what it noticed last. */
    private static final Duration TELLING = Duration.ofMillis(700);

    private static final Duration LONGEST_CATCHING_UP = Duration.ofSeconds(40);

    /** How far the run may be behind its plan. */
    private static final Duration LONGEST_BEHIND = Duration.ofSeconds(90);

    /** How far a clock is set off. */
    private static final Duration AHEAD = Duration.ofSeconds(2);

    /** How long a clock is off. */
    private static final Duration OFF = Duration.ofSeconds(5);

    /** So long a disk stays full after chunks are there that find no room: their delivery is tried. */
    private static final Duration TRYING = Duration.ofSeconds(2);

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
    private @Nullable Future<?> striking;

    /** When the faults that hold no chunk up are noticed, too. */
    private Instant noticed = Instant.MIN;

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
        this.missing = Stream.concat(
                        leftOut.stream(),
                        plan.faults().stream()
                                .filter(fault -> fault.kind().spoils())
                                .map(PlannedFault::chunk))
                .collect(Collectors.toSet());
        this.plan = plan;
        this.delivered = delivered;
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
        var progress = new RunProgress(delivered, firstGps, missing);
        for (var fault : plan.faults()) {
            switch (fault.kind().means()) {
                case Request request when request.isForAChunk() -> add(fault.id(), rule(request, fault, firstGps));
                case Renewal(var harm) -> {
                    add(REFUSAL + fault.id(), rule((Request) FaultKind.PUT_401.means(), fault, firstGps));
                    add(fault.id(), renewal(harm, REFUSAL + fault.id()));
                }
                default -> {
                    // It is made when the run has come so far.
                }
            }
        }
        striking = striker.submit(() -> {
            for (var fault : plan.faults()) {
                if (!fault.kind().isOfAChunk()) { // else a rule is there already
                    awaitTurn(fault, begun, progress);
                    if (fault.kind().needsCalm()) {
                        pauseUntil(noticed);
                        awaitCalm(progress);
                    }
                    act(fault, progress, firstGps).ifPresent(acts::add);
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
                        struck.getLast().at().plus(lasts(fault))));
            }
        }
        incidents.sort(Comparator.comparing(Incident::from));
        return incidents;
    }

    /** Makes no further fault. On return, unless that took too long, none is being made, so that parts can be ended. */
    @Override
    public void close() {
        striker.shutdownNow();
        try {
            var _ = striker.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the chunk before is delivered: a run that was held up is behind its plan. */
    private void awaitTurn(PlannedFault fault, Instant begun, RunProgress progress)
            throws IOException, InterruptedException {
        var planned = begun.plusMillis(Math.round((fault.chunk() - 2) * 1000 / speed));
        pauseUntil(planned);
        var deadline = planned.plus(LONGEST_BEHIND);
        while (progress.newest() < fault.chunk() - 1 && clock.instant().isBefore(deadline)) {
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    /**
     * Waits until what the faults before held up is delivered, and chunks go on to come, so that this one meets none of
     * them; but not without end.
     */
    private void awaitCalm(RunProgress progress) throws IOException, InterruptedException {
        var deadline = clock.instant().plus(LONGEST_CATCHING_UP);
        boolean isCalm;
        do {
            long before = progress.newest();
            while ((progress.newest() == before || !progress.isWhole())
                    && clock.instant().isBefore(deadline)) {
                Thread.sleep(BETWEEN_LOOKS);
            }
            pauseUntil(clock.instant().plus(TELLING));
            isCalm = progress.isWhole();
        } while (!isCalm && clock.instant().isBefore(deadline));
    }

    private Map<String, Object> rule(Request request, PlannedFault fault, long firstGps) {
        var rule = new LinkedHashMap<String, Object>(request.harm());
        rule.put("face", request.face());
        rule.put("method", request.method());
        if (request.isForAChunk()) {
            rule.put("did", did(Long.toString(firstGps + fault.chunk() - 1)));
        } else {
            rule.put("path", ATTACHMENTS);
        }
        return rule;
    }

    /** Pattern of the run's chunk that begins at a GPS second of this pattern. */
    private String did(String gps) {
        return Pattern.quote(stage.lake().scope()) + ":[^:]*" + Pattern.quote(stage.tag()) + "-" + gps
                + "-1\\.h5(\\.sealed)?";
    }

    /** For the request of the token that another rule made needed. */
    private static Map<String, Object> renewal(Map<String, Object> harm, String refusal) {
        var rule = new LinkedHashMap<String, Object>(harm);
        rule.put("face", "issuer");
        rule.put("method", "POST");
        rule.put("path", TOKENS);
        rule.put("after", refusal);
        return rule;
    }

    private FaultRoom room() {
        return Objects.requireNonNull(room, "the lake takes no faults");
    }

    private void add(String id, Map<String, Object> rule) throws IOException, InterruptedException {
        rules.put(id, rule);
        room().add(id, rule);
    }

    private void addAllAgain() throws IOException, InterruptedException {
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

    /** Makes a fault; nothing if it could not be made, or if a rule remembers it. */
    private Optional<Incident> act(PlannedFault fault, RunProgress progress, long firstGps)
            throws IOException, InterruptedException, Lacking {
        return switch (fault.kind().means()) {
            case Request request -> {
                add(fault.id(), rule(request, fault, firstGps));
                awaitStrike(fault.id()).ifPresent(at -> noticedBy(at.plus(lasts(fault))));
                yield Optional.empty();
            }
            case Telling(var harm, double _) -> tell(fault, harm, firstGps);
            case Killing(var service) -> {
                var from = clock.instant();
                stage.kill(service);
                stage.raise(service);
                yield made(fault, from);
            }
            case KillingInPut(var held) -> killInPut(fault, held, firstGps);
            case Leaving() when stage.isRucio() -> stop(fault, Stage.ACTIVEMQ);
            case Leaving() -> {
                var from = clock.instant();
                room().add(fault.id(), Map.of("face", "broker", "harm", "away"));
                try {
                    pauseUntil(clock.instant().plus(AWAY));
                } finally {
                    room().remove(fault.id());
                }
                yield made(fault, from);
            }
            case Stopping(var part) -> stop(fault, part);
            case SettingOff() -> {
                var from = clock.instant();
                stage.setClockOff(AHEAD);
                pauseUntil(from.plus(OFF));
                stage.setClockOff(Duration.ZERO);
                yield made(fault, from);
            }
            case Filling() -> {
                var from = clock.instant();
                stage.fillDisk();
                boolean areHeldUp;
                try {
                    areHeldUp = awaitUndelivered(progress);
                    pauseUntil(clock.instant().plus(TRYING));
                } finally {
                    stage.emptyDisk();
                }
                yield areHeldUp ? made(fault, from) : Optional.empty();
            }
            case Renewal(var _) -> throw new IllegalArgumentException("made by a rule: " + fault.id());
        };
    }

    private void noticedBy(Instant end) {
        noticed = end.isAfter(noticed) ? end : noticed;
    }

    private Optional<Incident> made(PlannedFault fault, Instant from) {
        return Optional.of(new Incident(fault, null, from, clock.instant()));
    }

    private static Duration lasts(PlannedFault fault) {
        return Duration.ofMillis(Math.round(fault.kind().seconds() * 1000));
    }

    /** Pattern of the run's chunks that no fault is for. */
    private String unharmed(long firstGps) {
        return did(plan.faults().stream()
                .filter(other -> other.kind().isOfAChunk())
                .map(other -> Long.toString(firstGps + other.chunk() - 1))
                .collect(Collectors.joining("|", "(?!(?:", ")-)\\d+")));
    }

    /** Whichever chunk comes next, but none that another fault is for. */
    private Optional<Incident> killInPut(PlannedFault fault, Request held, long firstGps)
            throws IOException, InterruptedException, Lacking {
        var hold = new LinkedHashMap<String, Object>(held.harm());
        hold.put("face", held.face());
        hold.put("method", held.method());
        hold.put("did", unharmed(firstGps));
        room().add(fault.id(), hold);
        Instant from;
        try {
            if (awaitStrike(fault.id()).isEmpty()) {
                return Optional.empty();
            }
            from = clock.instant();
            stage.kill(Stage.UPLOADER);
        } finally {
            room().remove(fault.id());
        }
        stage.raise(Stage.UPLOADER);
        return made(fault, from);
    }

    private Optional<Incident> stop(PlannedFault fault, String part) throws IOException, InterruptedException, Lacking {
        boolean forgets = Stage.LAKE.equals(part) && room != null; // all its rules, when it ends
        if (forgets) {
            strikes.putAll(struck());
        }
        var from = clock.instant();
        stage.stop(part);
        pauseUntil(clock.instant().plus(AWAY));
        stage.raise(part);
        if (forgets) {
            addAllAgain();
        }
        return made(fault, from);
    }

    /** Two copies are made, one after the other, so that a later event of the same file follows the harmed one. */
    private Optional<Incident> tell(PlannedFault fault, Map<String, Object> harm, long firstGps)
            throws IOException, InterruptedException {
        var newest = uncopied(Pattern.compile(unharmed(firstGps)));
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        var file = newest.get();
        var rule = new LinkedHashMap<String, Object>(harm);
        rule.put("face", "events");
        rule.put("path", COPIED);
        rule.put("did", Pattern.quote(file.toString()));
        room().add(fault.id(), rule);
        Optional<Instant> strike;
        try {
            copy(file, stage.copyRses().getFirst());
            strike = awaitStrike(fault.id());
        } finally {
            room().remove(fault.id());
        }
        if (strike.isEmpty()) {
            return Optional.empty();
        }
        var at = strike.get();
        pauseUntil(at.plus(BETWEEN_COPIES));
        copy(file, stage.copyRses().getLast());
        var end = at.plus(lasts(fault));
        noticedBy(end);
        return Optional.of(new Incident(fault, file.toString(), at, end));
    }

    private Optional<Instant> awaitStrike(String rule) throws IOException, InterruptedException {
        return awaited(() ->
                struck().getOrDefault(rule, List.of()).stream().findFirst().map(FaultRoom.Strike::at));
    }

    /** The newest of these chunks that the catalogue has and of which no copy was asked for yet. */
    private Optional<DataIdentifier> uncopied(Pattern these) throws IOException, InterruptedException {
        var newest = awaited(() -> attached()
                .filter(file ->
                        !copied.contains(file) && these.matcher(file.toString()).matches())
                .max(Comparator.comparing(DataIdentifier::name)));
        newest.ifPresent(copied::add);
        return newest;
    }

    /** Waits until two chunks are in the catalogue that are newer than any that was delivered; false if that takes too long. */
    private boolean awaitUndelivered(RunProgress progress) throws IOException, InterruptedException {
        return awaited(() -> {
                    long newest = progress.newest();
                    return attached()
                            .filter(file -> progress.number(file.name()) > newest)
                            .skip(1)
                            .findAny();
                })
                .isPresent();
    }

    /** The run's chunks that the catalogue has. */
    private Stream<DataIdentifier> attached() throws IOException {
        var datasets = new ArrayList<DataIdentifier>();
        lake.catalogue().datasets(stage.lake().scope(), stage.datasets(), datasets::add);
        var files = new ArrayList<DataIdentifier>();
        for (var dataset : datasets) {
            lake.catalogue().files(dataset, file -> files.add(file.did()));
        }
        return files.stream();
    }

    private void copy(DataIdentifier file, String rse) throws IOException {
        if (!(lake.catalogue().addRule(file, rse, 1, "Functional Test") instanceof CatalogueResult.Done)) {
            throw new IOException("the lake makes no copy of " + file + " at " + rse);
        }
    }

    /** Asks until there is an answer; nothing if that takes too long. */
    private <T> Optional<T> awaited(Question<T> question) throws IOException, InterruptedException {
        var deadline = clock.instant().plus(PATIENCE);
        while (true) {
            var answer = question.ask();
            if (answer.isPresent() || clock.instant().isAfter(deadline)) {
                return answer;
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
