package org.strainlake.emulator.catalogue;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.storage.StorageElement;
import org.strainlake.emulator.storage.StorageElements;

/** Rules: made, asked for, ended. {@link Judge} sees to it that they are kept. Thread-safe. */
@Component
public class Rules {
    /** How long a deleted rule lives on, as in Rucio. */
    private static final long DELETED_LIVES_MILLIS = 3_600_000;

    private final State state;
    private final StorageElements elements;
    private final Accounts accounts;
    private final Judge judge;
    private final InstantSource clock;

    Rules(State state, StorageElements elements, Accounts accounts, Judge judge, InstantSource clock) {
        this.state = state;
        this.elements = elements;
        this.accounts = accounts;
        this.judge = judge;
        this.clock = clock;
    }

    /**
     * A rule to be made.
     *
     * @param dids scope and name of each
     * @param account whose rule it is
     * @param notification Y, N, C or P: when events are sent
     * @param lifetimeSeconds after which it ends; null for never
     */
    public record NewRule(
            List<String[]> dids,
            String account,
            int copies,
            String expression,
            String activity,
            char notification,
            String grouping,
            @Nullable Long lifetimeSeconds,
            @Nullable String comment,
            @Nullable String meta,
            boolean locked,
            boolean purge,
            int priority) {}

    /** Makes rules, one for each DID; their identifiers. */
    public List<String> add(Account by, NewRule wanted) {
        boolean own = wanted.account().equals(by.name()) && !wanted.locked();
        if (!own && !by.isPrivileged()) {
            // With this call Rucio answers 500.
            throw new Refusal(500, "AccessDenied", "Account " + by.name() + " can not add replication rule. ");
        }
        var owner = accounts.named(wanted.account())
                .orElseThrow(
                        () -> new Refusal(500, "AccountNotFound", "Account " + wanted.account() + " does not exist"));
        return state.locked(() -> {
            var ids = new ArrayList<String>();
            for (var did : wanted.dids()) {
                ids.add(addOne(owner, wanted, did[0], did[1]));
            }
            return ids;
        });
    }

    private String addOne(Account owner, NewRule wanted, String scope, String name) {
        var did = state.find(scope, name);
        var candidates = RseExpression.evaluate(wanted.expression(), elements.all(), 409);
        if (did == null) {
            throw new Refusal(
                    404, "DataIdentifierNotFound", "Data identifier " + scope + ":" + name + " is not valid.");
        }
        if (candidates.size() < wanted.copies()) {
            throw new Refusal(
                    409,
                    "InsufficientTargetRSEs",
                    "Target RSE set not sufficient for number of copies. (" + wanted.copies()
                            + " copies requested, RSE set size " + candidates.size() + ")");
        }
        if (!owner.quota()) {
            throw new Refusal(
                    409,
                    "InsufficientAccountLimit",
                    "There is insufficient quota on any of the target RSE's to fulfill the operation.");
        }
        for (var other : state.rulesOf(did)) {
            if (other.asked.account().equals(owner.name())
                    && other.asked.expression().equals(wanted.expression())
                    && other.asked.copies() == wanted.copies()) {
                throw new Refusal(
                        409,
                        "DuplicateRule",
                        "(psycopg.errors.UniqueViolation) duplicate key value violates unique constraint"
                                + " \"RULES_SC_NA_AC_RS_CO_UQ_IDX\"\nDETAIL:  Key (scope, name, account,"
                                + " rse_expression, copies)=(" + scope + ", " + name + ", " + owner.name() + ", "
                                + wanted.expression() + ", " + wanted.copies() + ") already exists.");
            }
        }
        long now = clock.millis();
        var id = UUID.randomUUID().toString().replace("-", "");
        var changes = new ArrayList<Change>();
        changes.add(new Change.Ruled(
                id,
                scope,
                name,
                owner.name(),
                wanted.copies(),
                wanted.expression(),
                chosen(did, candidates, wanted.copies()),
                wanted.activity(),
                wanted.notification(),
                wanted.grouping(),
                wanted.comment(),
                wanted.meta(),
                wanted.locked(),
                wanted.purge(),
                wanted.priority(),
                now));
        var lifetime = wanted.lifetimeSeconds();
        if (lifetime != null) {
            changes.add(new Change.RuleExpires(id, now + lifetime * 1000, now));
        }
        state.change(changes);
        judge.begin(java.util.Objects.requireNonNull(state.rule(id)));
        return id;
    }

    /** The RSEs a rule puts its copies on: those with most of the files first, then in the order of the settings. */
    private static List<String> chosen(Did did, Set<StorageElement> candidates, int copies) {
        var files = Rows.filesOf(did);
        Comparator<StorageElement> byFiles = Comparator.comparingLong(element -> files.stream()
                .filter(file -> file.replica(element.name()) != null)
                .count());
        return candidates.stream()
                .sorted(byFiles.reversed())
                .limit(copies)
                .map(StorageElement::name)
                .toList();
    }

    private Rule existing(String id) {
        var rule = state.rule(id);
        if (rule == null) {
            throw new Refusal(404, "RuleNotFound", "No rule with the id " + id + " found");
        }
        return rule;
    }

    /** One rule. */
    public Map<String, @Nullable Object> get(String id) {
        return state.locked(() -> row(existing(id), false));
    }

    private Map<String, @Nullable Object> row(Rule rule, boolean listed) {
        var counts = judge.locks(rule);
        var row = Rows.rule(rule, counts.ok(), counts.replicating(), counts.stuck());
        if (listed) {
            row.put("bytes", null);
        }
        return row;
    }

    /** The rules on one DID. */
    public Stream<Map<String, @Nullable Object>> of(String scope, String name) {
        return state
                .locked(() -> state.rulesOf(state.get(scope, name)).stream()
                        .map(rule -> row(rule, true))
                        .toList())
                .stream();
    }

    /** Rules that agree with each of the filters {@code account}, {@code scope}, {@code name}. */
    public Stream<Map<String, @Nullable Object>> all(Map<String, String> filters) {
        return state
                .locked(() -> state.rules().stream()
                        .map(rule -> row(rule, true))
                        .filter(row -> filters.entrySet().stream()
                                .allMatch(entry -> entry.getValue().equals(row.get(entry.getKey()))))
                        .toList())
                .stream();
    }

    /** The locks of a rule: each file on each RSE, and whether it is there. An unknown rule has none. */
    public Stream<Map<String, @Nullable Object>> locks(String id) {
        return state
                .locked(() -> {
                    var rule = state.rule(id);
                    var rows = new ArrayList<Map<String, @Nullable Object>>();
                    if (rule == null) {
                        return rows;
                    }
                    for (var file : Rows.filesOf(rule.did)) {
                        for (var target : rule.asked.targets()) {
                            var row = new LinkedHashMap<String, @Nullable Object>();
                            row.put("scope", file.scope);
                            row.put("name", file.name);
                            row.put(
                                    "rse_id",
                                    elements.named(target)
                                            .map(StorageElement::id)
                                            .orElse(null));
                            row.put("rse", target);
                            row.put("state", judge.lock(file, target).name());
                            row.put("rule_id", id);
                            rows.add(row);
                        }
                    }
                    return rows;
                })
                .stream();
    }

    /** Lets a rule end in an hour, as Rucio does. */
    public void delete(Account by, String id) {
        state.locked(() -> {
            existing(id);
            if (!by.isPrivileged()) {
                throw new Refusal(
                        401, "AccessDenied", "Account " + by.name() + " can not remove this replication rule. ");
            }
            state.change(List.of(new Change.RuleExpires(id, clock.millis() + DELETED_LIVES_MILLIS, clock.millis())));
            return id;
        });
    }

    /** Gives a rule another lifetime from now on; null for ever. */
    public void setLifetime(Account by, String id, @Nullable Long seconds) {
        state.locked(() -> {
            existing(id);
            if (!by.isPrivileged()) {
                throw new Refusal(
                        401, "AccessDenied", "Account " + by.name() + " can not update replication rule " + id + ". ");
            }
            long now = clock.millis();
            var expires = seconds == null ? null : Long.valueOf(now + seconds * 1000);
            state.change(List.of(new Change.RuleExpires(id, expires, now)));
            return id;
        });
    }
}
