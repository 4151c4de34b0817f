package org.strainlake.emulator.catalogue;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.broker.Hermes;

/** Collections: made, described, closed. Each change is all or nothing. Thread-safe. */
@Component
public class Catalogue {
    private final State state;
    private final Checks checks;
    private final Hermes hermes;
    private final InstantSource clock;

    Catalogue(State state, Checks checks, Hermes hermes, InstantSource clock) {
        this.state = state;
        this.checks = checks;
        this.hermes = hermes;
        this.clock = clock;
    }

    /**
     * A dataset or container to be made.
     *
     * @param type DATASET or CONTAINER
     * @param lifetimeSeconds after which it is erased; null for never
     */
    public record NewCollection(
            String scope,
            String name,
            String type,
            Map<String, Object> metadata,
            @Nullable Long lifetimeSeconds) {}

    /** Makes collections. */
    public void add(Account by, List<NewCollection> wanted) {
        for (var did : wanted) {
            Checks.form(did.scope(), did.name());
            Checks.metadata(did.metadata());
            if (!by.mayChange(did.scope())) {
                throw Checks.denied(by, "can not add data identifier to scope " + did.scope() + ". ");
            }
        }
        state.locked(() -> {
            long now = clock.millis();
            var changes = new ArrayList<Change>();
            var names = new HashSet<String>();
            for (var did : wanted) {
                boolean dataset = switch (did.type()) {
                    case "DATASET" -> true;
                    case "CONTAINER" -> false;
                    default -> throw Refusal.unsupported("Only collection (dataset/container) can be registered.");
                };
                checks.scope(did.scope());
                if (state.find(did.scope(), did.name()) != null || !names.add(did.scope() + ":" + did.name())) {
                    throw new Refusal(409, "DataIdentifierAlreadyExists", "Data Identifier already exists!");
                }
                var lifetime = did.lifetimeSeconds();
                var expires = lifetime == null ? null : Long.valueOf(now + lifetime * 1000);
                changes.add(new Change.Added(did.scope(), did.name(), dataset, by.name(), now, expires));
                did.metadata()
                        .forEach((key, value) ->
                                changes.add(new Change.Described(did.scope(), did.name(), key, value, now)));
            }
            state.change(changes);
            for (var did : wanted) {
                var payload = new LinkedHashMap<String, @Nullable Object>();
                payload.put("account", by.name());
                payload.put("scope", did.scope());
                payload.put("name", did.name());
                var added = (Did.Collection) state.get(did.scope(), did.name());
                payload.put("expired_at", Rows.date(added.expires));
                hermes.event(added.dataset ? "create_dts" : "create_cnt", payload);
            }
            return changes;
        });
    }

    /** Closes or opens a collection. */
    public void setOpen(Account by, String scope, String name, boolean open) {
        if (open ? !by.isPrivileged() : !by.mayChange(scope)) {
            throw Checks.denied(by, "can not set status on data identifier " + scope + ":" + name + ". ");
        }
        state.locked(() -> {
            if (!(state.get(scope, name) instanceof Did.Collection did) || did.isOpen() == open) {
                throw Refusal.unsupported(
                        "The status of the data identifier '" + scope + ":" + name + "' cannot be changed");
            }
            state.change(List.of(new Change.Opened(scope, name, open, clock.millis())));
            var payload = new LinkedHashMap<String, @Nullable Object>();
            payload.put("scope", scope);
            payload.put("name", name);
            if (!open) {
                var files = Rows.filesOf(did);
                payload.put("bytes", (double) Rows.size(files));
                payload.put("length", files.size());
                payload.put("events", 0);
            }
            hermes.event(open ? "open" : "close", payload);
            if (!open) {
                state.touch(did);
            }
            return did;
        });
    }

    /** Gives metadata values; a null removes a free one. */
    public void describe(Account by, String scope, String name, Map<String, @Nullable Object> values) {
        if (!by.mayChange(scope)) {
            throw Checks.denied(by, "can not add metadata to data identifier " + scope + ":" + name + ". ");
        }
        Checks.metadata(values);
        state.locked(() -> {
            state.get(scope, name);
            long now = clock.millis();
            var changes = values.entrySet().stream()
                    .map(entry -> new Change.Described(scope, name, entry.getKey(), entry.getValue(), now))
                    .toList();
            state.change(changes);
            return changes;
        });
    }
}
