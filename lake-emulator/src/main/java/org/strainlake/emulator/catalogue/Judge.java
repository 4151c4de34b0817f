package org.strainlake.emulator.catalogue;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.broker.Hermes;
import org.strainlake.emulator.storage.StorageElement;
import org.strainlake.emulator.storage.StorageElements;

/**
 * Keeps the rules in rounds, as Rucio's daemons do: looks again at what was changed, asks for the copies that are
 * missing, ends rules and erases collections whose time is over. A copy is asked for three times, then its lock is stuck.
 */
@Component
class Judge implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Judge.class);
    private static final int ATTEMPTS = 3;
    private static final int MOST_REQUESTS = 1000;

    private final State state;
    private final StorageElements elements;
    private final Hermes hermes;
    private final Conveyor conveyor;
    private final InstantSource clock;
    private final Map<String, Integer> failures = new HashMap<>();
    private final Set<String> underWay = new HashSet<>(); // guarded by the state's lock
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("judge").factory());

    Judge(
            State state,
            StorageElements elements,
            Hermes hermes,
            Conveyor conveyor,
            CatalogueProperties properties,
            InstantSource clock) {
        this.state = state;
        this.elements = elements;
        this.hermes = hermes;
        this.conveyor = conveyor;
        this.clock = clock;
        state.locked(() -> {
            state.rules().forEach(rule -> touch(rule.did));
            return rounds;
        });
        long pause = properties.daemonInterval().toMillis();
        var _ = rounds.scheduleWithFixedDelay(this::round, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Whether a copy that a rule wants is there. */
    enum Lock {
        OK,
        REPLICATING,
        STUCK
    }

    /** How many copies of a rule are in which state. */
    record Locks(int ok, int replicating, int stuck) {
        boolean allOk() {
            return replicating == 0 && stuck == 0;
        }
    }

    /** The state of one copy. */
    Lock lock(Did.File file, String rse) {
        var replica = file.replica(rse);
        if (replica != null && replica.isAvailable()) {
            return Lock.OK;
        }
        return failures.getOrDefault(copy(file, rse), 0) < ATTEMPTS ? Lock.REPLICATING : Lock.STUCK;
    }

    private static String copy(Did.File file, String rse) {
        return file + " " + rse;
    }

    /** The states of all copies of a rule. */
    Locks locks(Rule rule) {
        int ok = 0;
        int replicating = 0;
        int stuck = 0;
        for (var file : Rows.filesOf(rule.did)) {
            for (var target : rule.asked.targets()) {
                switch (lock(file, target)) {
                    case OK -> ok++;
                    case REPLICATING -> replicating++;
                    case STUCK -> stuck++;
                }
            }
        }
        return new Locks(ok, replicating, stuck);
    }

    /** A rule is made: says so if it is kept already, and sees to it otherwise. */
    void begin(Rule rule) {
        judge(rule);
    }

    private void round() {
        try {
            state.locked(() -> {
                expire();
                var rules = new LinkedHashSet<Rule>();
                for (var did : state.takeTouched()) {
                    rulesAbove(did, rules);
                }
                rules.forEach(this::judge);
                return rules;
            });
        } catch (Refusal | IllegalStateException e) {
            LOG.error("a round of the rules' evaluation failed", e);
        }
    }

    private void rulesAbove(Did did, Set<Rule> into) {
        into.addAll(state.rulesOf(did));
        did.parents().forEach(parent -> rulesAbove(parent, into));
    }

    private void touch(Did did) {
        switch (did) {
            case Did.Collection collection -> state.touch(collection);
            case Did.File file -> file.parents().forEach(state::touch);
        }
    }

    private void judge(Rule rule) {
        boolean missing = false;
        for (var file : Rows.filesOf(rule.did)) {
            for (var target : rule.asked.targets()) {
                if (lock(file, target) == Lock.REPLICATING) {
                    missing = true;
                    request(rule, file, target);
                }
            }
        }
        if (!missing && locks(rule).allOk()) {
            kept(rule);
        }
    }

    private void request(Rule rule, Did.File file, String target) {
        var key = copy(file, target);
        if (underWay.contains(key)) {
            return;
        }
        if (underWay.size() >= MOST_REQUESTS) {
            touch(rule.did);
            return;
        }
        var destination = elements.named(target).orElse(null);
        StorageElement source = file.replicas().stream()
                .filter(Did.Replica::isAvailable)
                .flatMap(replica -> elements.named(replica.rse()).stream())
                .findFirst()
                .orElse(null);
        if (destination == null || source == null) {
            failed(rule, file, target, "no source for the transfer");
            return;
        }
        var dataset = file.parents().isEmpty() ? null : file.parents().getFirst();
        underWay.add(key);
        conveyor.carry(
                new Conveyor.Transfer(file, dataset, rule, source, destination),
                () -> arrived(rule, file, target),
                reason -> failed(rule, file, target, reason));
    }

    private void arrived(Rule rule, Did.File file, String target) {
        state.locked(() -> {
            underWay.remove(copy(file, target));
            again(rule);
            failures.remove(copy(file, target));
            state.change(List.of(new Change.Registered(
                    file.scope,
                    file.name,
                    target,
                    'A',
                    file.bytes,
                    file.adler32,
                    file.md5,
                    rule.asked.account(),
                    clock.millis())));
            return file;
        });
    }

    private void failed(Rule rule, Did.File file, String target, String reason) {
        state.locked(() -> {
            underWay.remove(copy(file, target));
            failures.merge(copy(file, target), 1, Integer::sum);
            rule.error = "RequestErrMsg.TRANSFER_FAILED:" + reason;
            again(rule);
            return file;
        });
    }

    private void again(Rule rule) {
        rule.updated = clock.millis();
        touch(rule.did);
    }

    /** Tells that a rule is kept, if it wants that told. */
    private void kept(Rule rule) {
        rule.error = null;
        boolean closed = rule.did instanceof Did.Collection collection && !collection.isOpen();
        switch (rule.asked.notification()) {
            case 'Y' -> {
                hermes.event("rule_ok", payload(rule));
                datasetLocks(rule);
            }
            case 'C' -> {
                if (closed) {
                    hermes.event("rule_ok", payload(rule));
                    datasetLocks(rule);
                }
            }
            case 'P' -> {
                if (closed) {
                    hermes.event("rule_ok", payload(rule));
                    var progress = payload(rule);
                    progress.put("progress", 100);
                    hermes.event("rule_progress", progress);
                }
            }
            default -> {
                // Nobody wants to know.
            }
        }
    }

    private static Map<String, @Nullable Object> payload(Rule rule) {
        var payload = new LinkedHashMap<String, @Nullable Object>();
        payload.put("scope", rule.did.scope);
        payload.put("name", rule.did.name);
        payload.put("rule_id", rule.id());
        return payload;
    }

    private void datasetLocks(Rule rule) {
        for (var dataset : datasets(rule.did)) {
            for (var target : rule.asked.targets()) {
                var payload = new LinkedHashMap<String, @Nullable Object>();
                payload.put("scope", dataset.scope);
                payload.put("name", dataset.name);
                payload.put("rse", target);
                payload.put(
                        "rse_id", elements.named(target).map(StorageElement::id).orElse(null));
                payload.put("rule_id", rule.id());
                hermes.event("datasetlock_ok", payload);
            }
        }
    }

    private static List<Did.Collection> datasets(Did did) {
        var found = new ArrayList<Did.Collection>();
        if (did instanceof Did.Collection collection) {
            if (collection.dataset) {
                found.add(collection);
            } else {
                collection.children().forEach(child -> found.addAll(datasets(child)));
            }
        }
        return found;
    }

    private void expire() {
        long now = clock.millis();
        for (var rule : List.copyOf(state.rules())) {
            if (rule.expires != null && rule.expires <= now) {
                state.change(List.of(new Change.Unruled(rule.id())));
            }
        }
        for (var did : state.takeExpired(now)) {
            state.change(List.of(new Change.Erased(did.scope, did.name)));
            var payload = new LinkedHashMap<String, @Nullable Object>();
            payload.put("account", "root");
            payload.put("scope", did.scope);
            payload.put("name", did.name);
            hermes.event("erase", payload);
        }
    }

    @Override
    public void destroy() {
        rounds.shutdownNow();
    }
}
