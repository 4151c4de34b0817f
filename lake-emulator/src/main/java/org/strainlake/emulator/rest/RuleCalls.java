package org.strainlake.emulator.rest;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.catalogue.Refusal;
import org.strainlake.emulator.catalogue.Rules;
import org.strainlake.emulator.catalogue.Rules.NewRule;
import tools.jackson.databind.JsonNode;

/** Rules. */
@Component
class RuleCalls {
    private static final Set<String> FILTERS = Set.of("account", "scope", "name");

    private final Answers answers;
    private final Body body;
    private final Rules rules;

    RuleCalls(Answers answers, Body body, Rules rules) {
        this.answers = answers;
        this.body = body;
        this.rules = rules;
    }

    private static String id(ServerRequest request) {
        return request.pathVariable("rule");
    }

    ServerResponse add(ServerRequest request) throws IOException, ServletException {
        var asked = body.object(request);
        var dids = new ArrayList<String[]>();
        for (var did : Body.required(asked, "dids")) {
            dids.add(new String[] {Body.requiredText(did, "scope"), Body.requiredText(did, "name")});
        }
        return answers.createdJson(rules.add(RucioRoutes.account(request), rule(dids, asked)));
    }

    /** The rule that a JSON object describes. */
    static NewRule rule(List<String[]> dids, JsonNode asked) {
        Body.refuse(
                asked,
                "weight",
                "subscription_id",
                "source_replica_expression",
                "ask_approval",
                "asynchronous",
                "delay_injection",
                "split_container");
        var grouping = Objects.requireNonNullElse(Body.text(asked, "grouping"), "DATASET");
        if (!grouping.equals("DATASET") && !grouping.equals("ALL")) {
            throw Refusal.notImplemented("the grouping " + grouping);
        }
        var priority = Body.number(asked, "priority");
        return new NewRule(
                dids,
                Body.requiredText(asked, "account"),
                Body.required(asked, "copies").asInt(),
                Body.requiredText(asked, "rse_expression"),
                Objects.requireNonNullElse(Body.text(asked, "activity"), "User Subscriptions"),
                notification(Body.text(asked, "notify")),
                grouping,
                Body.number(asked, "lifetime"),
                Body.text(asked, "comment"),
                meta(asked.get("meta")),
                Body.flag(asked, "locked"),
                Body.flag(asked, "purge_replicas"),
                priority == null ? 3 : priority.intValue());
    }

    private static char notification(@Nullable String text) {
        return switch (Objects.requireNonNullElse(text, "N")) {
            case "N" -> 'N';
            case "Y" -> 'Y';
            case "C" -> 'C';
            case "P" -> 'P';
            default ->
                throw new Refusal(
                        400, "InvalidValueForKey", "The notify value must be one of Y, C, P, N and not " + text);
        };
    }

    private static @Nullable String meta(@Nullable JsonNode meta) {
        return meta == null || meta.isNull() ? null : meta.isString() ? meta.asString() : meta.toString();
    }

    ServerResponse get(ServerRequest request) {
        return answers.json(rules.get(id(request)));
    }

    ServerResponse list(ServerRequest request) {
        var filters = request.params().toSingleValueMap();
        for (var key : filters.keySet()) {
            if (!FILTERS.contains(key)) {
                throw Refusal.notImplemented("a list of rules by " + key);
            }
        }
        return answers.stream(rules.all(filters));
    }

    ServerResponse ofDid(ServerRequest request) {
        return answers.stream(rules.of(request.pathVariable("scope"), request.pathVariable("name")));
    }

    ServerResponse locks(ServerRequest request) {
        return answers.stream(rules.locks(id(request)));
    }

    ServerResponse delete(ServerRequest request) {
        rules.delete(RucioRoutes.account(request), id(request));
        return answers.done();
    }

    ServerResponse update(ServerRequest request) throws IOException, ServletException {
        var options = Body.required(body.object(request), "options");
        for (var entry : options.properties()) {
            if (!entry.getKey().equals("lifetime")) {
                throw Refusal.notImplemented("the rule option " + entry.getKey());
            }
        }
        if (options.isEmpty()) {
            throw Refusal.notImplemented("an update of a rule without options");
        }
        rules.setLifetime(RucioRoutes.account(request), id(request), Body.number(options, "lifetime"));
        return answers.done();
    }
}
