package org.strainlake.emulator.fault;

import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.strainlake.emulator.broker.MessageBroker;

/** The rules that hold, the oldest first. Thread-safe. */
final class Faults {
    private static final int MOST = 1000;

    private final MessageBroker broker;
    private final InstantSource clock;
    private final Map<String, Rule> rules = new LinkedHashMap<>();

    Faults(MessageBroker broker, InstantSource clock) {
        this.broker = broker;
        this.clock = clock;
    }

    /** Adds a rule; false if there is one of its id, or there are too many. */
    synchronized boolean add(Rule rule) throws Exception {
        if (rules.size() >= MOST || rules.putIfAbsent(rule.id(), rule) != null) {
            return false;
        }
        if (rule.harm() instanceof Harm.Away
                && rule.strikes(Face.BROKER, new Rule.Strike(clock.instant(), "", "", null))) {
            broker.leave();
        }
        return true;
    }

    /** Removes a rule and lets go of whoever waits for it; false if there is none of that id. */
    synchronized boolean remove(String id) throws Exception {
        var rule = rules.remove(id);
        if (rule == null) {
            return false;
        }
        rule.removed().countDown();
        if (rule.harm() instanceof Harm.Away) {
            broker.comeBack();
        }
        return true;
    }

    synchronized Collection<Rule> all() {
        return List.copyOf(rules.values());
    }

    /** The first rule that harms this request, which counts as harmed. */
    Optional<Rule> striking(Face face, Rule.Strike strike) {
        return all().stream().filter(rule -> rule.strikes(face, strike)).findFirst();
    }

    /** A server that stops waits for its answers. */
    @EventListener
    void stopping(@SuppressWarnings("unused") ContextClosedEvent event) {
        all().forEach(rule -> rule.removed().countDown());
    }
}
