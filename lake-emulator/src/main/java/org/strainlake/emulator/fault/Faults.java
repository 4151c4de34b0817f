package org.strainlake.emulator.fault;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.strainlake.emulator.broker.MessageBroker;
import org.strainlake.emulator.broker.Relaying;

/** The rules that hold, the oldest first. Thread-safe: while the broker goes or comes, requests go on. */
final class Faults implements Relaying {
    private static final int MOST = 1000;

    private final MessageBroker broker;
    private final InstantSource clock;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    Faults(MessageBroker broker, InstantSource clock) {
        this.broker = broker;
        this.clock = clock;
    }

    /** Adds a rule; false if there is one of its id, or there are too many. */
    synchronized boolean add(Rule rule) throws Exception {
        if (rules.size() >= MOST || rules.stream().anyMatch(each -> each.id().equals(rule.id()))) {
            return false;
        }
        rules.add(rule);
        if (rule.harm() instanceof Harm.Away
                && rule.strikes(Face.BROKER, new Rule.Strike(clock.instant(), "", "", null))) {
            broker.leave();
        }
        return true;
    }

    /** Removes a rule and lets go of whoever waits for it; false if there is none of that id. */
    synchronized boolean remove(String id) throws Exception {
        var rule =
                rules.stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
        if (rule == null) {
            return false;
        }
        rules.remove(rule);
        rule.removed().countDown();
        if (rule.harm() instanceof Harm.Away) {
            broker.comeBack();
        }
        return true;
    }

    List<Rule> all() {
        return List.copyOf(rules);
    }

    /** The first rule that harms this request, which counts as harmed. */
    Optional<Rule> striking(Face face, Rule.Strike strike) {
        return rules.stream()
                .filter(rule -> mayStrike(rule) && rule.strikes(face, strike))
                .findFirst();
    }

    private boolean mayStrike(Rule rule) {
        return rule.after() == null
                || rules.stream()
                        .anyMatch(each -> each.id().equals(rule.after())
                                && !each.strikes().isEmpty());
    }

    @Override
    public List<Duration> pauses(String type, @Nullable String did) {
        return striking(Face.EVENTS, new Rule.Strike(clock.instant(), "", type, did))
                                .map(Rule::harm)
                                .orElse(null)
                        instanceof Harm.Relay(var pauses)
                ? pauses
                : FAITHFUL.pauses(type, did);
    }

    /** A server that stops waits for its answers. */
    @EventListener
    void stopping(@SuppressWarnings("unused") ContextClosedEvent event) {
        all().forEach(rule -> rule.removed().countDown());
    }
}
