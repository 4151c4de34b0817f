package org.strainlake.emulator.rest;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.catalogue.Account;
import org.strainlake.emulator.catalogue.Attachments;
import org.strainlake.emulator.catalogue.Attachments.Attachment;
import org.strainlake.emulator.catalogue.Catalogue;
import org.strainlake.emulator.catalogue.Catalogue.NewCollection;
import org.strainlake.emulator.catalogue.Descriptions;
import org.strainlake.emulator.catalogue.Refusal;
import org.strainlake.emulator.catalogue.Rules;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** DIDs. */
@Component
class DidCalls {
    private final Answers answers;
    private final Body body;
    private final Catalogue catalogue;
    private final Attachments attachments;
    private final Descriptions descriptions;
    private final Rules rules;
    private final JsonMapper json;

    DidCalls(
            Answers answers,
            Body body,
            Catalogue catalogue,
            Attachments attachments,
            Descriptions descriptions,
            Rules rules,
            JsonMapper json) {
        this.answers = answers;
        this.body = body;
        this.catalogue = catalogue;
        this.attachments = attachments;
        this.descriptions = descriptions;
        this.rules = rules;
        this.json = json;
    }

    private static String scope(ServerRequest request) {
        return request.pathVariable("scope");
    }

    private static String name(ServerRequest request) {
        return request.pathVariable("name");
    }

    ServerResponse add(ServerRequest request) throws IOException, ServletException {
        var did = body.object(request);
        catalogue.add(RucioRoutes.account(request), List.of(collection(scope(request), name(request), did)));
        addRules(RucioRoutes.account(request), scope(request), name(request), did);
        return answers.created();
    }

    ServerResponse addMany(ServerRequest request) throws IOException, ServletException {
        var wanted = new ArrayList<NewCollection>();
        var asked = body.list(request);
        for (var did : asked) {
            wanted.add(collection(Body.requiredText(did, "scope"), Body.requiredText(did, "name"), did));
        }
        catalogue.add(RucioRoutes.account(request), wanted);
        for (var did : asked) {
            addRules(
                    RucioRoutes.account(request), Body.requiredText(did, "scope"), Body.requiredText(did, "name"), did);
        }
        return answers.created();
    }

    /** Unlike Rucio's, the collection stays when one of its rules is refused. */
    private void addRules(Account by, String scope, String name, JsonNode did) {
        var wanted = did.get("rules");
        if (wanted != null) {
            for (var rule : wanted) {
                rules.add(by, RuleCalls.rule(List.<String[]>of(new String[] {scope, name}), rule));
            }
        }
    }

    private NewCollection collection(String scope, String name, JsonNode did) {
        Body.refuse(did, "dids", "rse");
        if (did.get("statuses") != null) {
            Body.refuse(did.get("statuses"), "monotonic");
        }
        return new NewCollection(
                scope,
                name,
                Body.requiredText(did, "type"),
                body.values(did.get("meta")),
                Body.number(did, "lifetime"));
    }

    ServerResponse get(ServerRequest request) {
        var depth = request.param("dynamic_depth").orElse("");
        if (!depth.isEmpty() && !depth.equals("FILE")) {
            throw Refusal.notImplemented("dynamic_depth=" + depth);
        }
        return answers.json(descriptions.did(scope(request), name(request), depth.equals("FILE")));
    }

    ServerResponse attach(ServerRequest request) throws IOException, ServletException {
        var asked = body.object(request);
        attachments.attach(
                RucioRoutes.account(request), List.of(attachment(scope(request), name(request), asked)), false);
        return answers.created();
    }

    ServerResponse attachMany(ServerRequest request) throws IOException, ServletException {
        var asked = body.any(request);
        var list = asked.isArray() ? asked : Body.required(asked, "attachments");
        var wanted = new ArrayList<Attachment>();
        for (var one : list) {
            wanted.add(attachment(Body.requiredText(one, "scope"), Body.requiredText(one, "name"), one));
        }
        var by = RucioRoutes.account(request);
        try {
            attachments.attach(by, wanted, asked.isObject() && Body.flag(asked, "ignore_duplicate"));
        } catch (Refusal refusal) {
            throw inBulk(by, refusal);
        }
        return answers.created();
    }

    /** This call tells some refusals otherwise than the call for one collection. */
    private static Refusal inBulk(Account by, Refusal refusal) {
        return switch (refusal.exceptionClass()) {
            case "RSENotFound" -> refusal.withStatus(500);
            case "FileConsistencyMismatch" -> refusal.withStatus(412);
            case "AccessDenied" ->
                new Refusal(
                        refusal.status(), "AccessDenied", "Account " + by.name() + " can not add data identifiers. ");
            default -> refusal;
        };
    }

    private static Attachment attachment(String scope, String name, JsonNode asked) {
        Body.refuse(asked, "rse_id");
        return new Attachment(scope, name, Body.text(asked, "rse"), Body.files(Body.required(asked, "dids")));
    }

    ServerResponse detach(ServerRequest request) throws IOException, ServletException {
        var asked = body.object(request);
        attachments.detach(
                RucioRoutes.account(request), scope(request), name(request), Body.files(Body.required(asked, "dids")));
        return answers.done();
    }

    ServerResponse files(ServerRequest request) {
        if (request.param("long").isPresent()) {
            throw Refusal.notImplemented("the long form of a list of files");
        }
        return answers.stream(descriptions.files(scope(request), name(request)));
    }

    ServerResponse content(ServerRequest request) {
        return answers.stream(descriptions.content(scope(request), name(request)));
    }

    ServerResponse parents(ServerRequest request) {
        return answers.stream(descriptions.parents(scope(request), name(request)));
    }

    ServerResponse metadata(ServerRequest request) {
        var plugin = request.param("plugin").orElse("DID_COLUMN");
        return switch (plugin) {
            case "DID_COLUMN" -> answers.json(descriptions.metadata(scope(request), name(request), true, false));
            case "JSON" -> answers.json(descriptions.metadata(scope(request), name(request), false, true));
            case "ALL" -> answers.json(descriptions.metadata(scope(request), name(request), true, true));
            default -> throw Refusal.notImplemented("the metadata plugin " + plugin);
        };
    }

    /** Not captured; as Rucio's source has it. Unknown DIDs are passed over. */
    ServerResponse metadataOfMany(ServerRequest request) throws IOException, ServletException {
        var asked = body.object(request);
        Body.refuse(asked, "inherit");
        if (!"DID_COLUMN".equals(Objects.requireNonNullElse(Body.text(asked, "plugin"), "DID_COLUMN"))) {
            throw Refusal.notImplemented("bulk metadata of a plugin");
        }
        var dids = new ArrayList<String[]>();
        for (var did : Body.required(asked, "dids")) {
            dids.add(new String[] {Body.requiredText(did, "scope"), Body.requiredText(did, "name")});
        }
        return answers.stream(descriptions.metadataOf(dids));
    }

    ServerResponse describe(ServerRequest request) throws IOException, ServletException {
        var asked = body.object(request);
        var values = new LinkedHashMap<String, @Nullable Object>(body.values(Body.required(asked, "meta")));
        catalogue.describe(RucioRoutes.account(request), scope(request), name(request), values);
        return answers.created();
    }

    ServerResponse describeOne(ServerRequest request) throws IOException, ServletException {
        var asked = body.object(request);
        var values = new LinkedHashMap<String, @Nullable Object>();
        values.put(request.pathVariable("key"), body.values(asked).get("value"));
        catalogue.describe(RucioRoutes.account(request), scope(request), name(request), values);
        return answers.created();
    }

    ServerResponse setStatus(ServerRequest request) throws IOException, ServletException {
        var asked = body.object(request);
        for (var entry : asked.properties()) {
            if (!entry.getKey().equals("open")) {
                throw new Refusal(
                        409,
                        "UnsupportedStatus",
                        "The status " + entry.getKey() + " is not a valid data identifier status.");
            }
        }
        catalogue.setOpen(
                RucioRoutes.account(request),
                scope(request),
                name(request),
                Body.required(asked, "open").asBoolean());
        return answers.done();
    }

    ServerResponse search(ServerRequest request) {
        var name = request.param("name").orElse("*");
        var filters = request.param("filters");
        if (filters.isPresent()) {
            name = nameOf(filters.get());
        }
        for (var parameter : request.params().keySet()) {
            if (!List.of("type", "name", "long", "filters", "limit", "recursive")
                    .contains(parameter)) {
                throw Refusal.notImplemented("a search by " + parameter);
            }
        }
        if (isTrue(request.param("recursive").orElse(""))) {
            throw Refusal.notImplemented("a recursive search");
        }
        var found = descriptions.search(
                scope(request),
                request.param("type").orElse("collection"),
                name,
                request.param("limit").map(Integer::parseInt).orElse(Integer.MAX_VALUE));
        return answers.stream(
                isTrue(request.param("long").orElse(""))
                        ? found.stream()
                        : found.stream().map(row -> row.get("name")));
    }

    private static boolean isTrue(String text) {
        return text.equals("1") || text.equalsIgnoreCase("true");
    }

    /** The name in a filter such as {@code [{"name": "V1*"}]}; other keys are not understood. */
    private String nameOf(String filters) {
        try {
            var parsed = json.readTree(filters);
            var only = parsed.isArray() && parsed.size() == 1 ? parsed.get(0) : parsed;
            var name = Body.text(only, "name");
            if (only.isObject() && only.size() <= 1 && (name != null || only.isEmpty())) {
                return Objects.requireNonNullElse(name, "*");
            }
        } catch (JacksonException e) {
            throw new Refusal(400, "ValueError", "cannot decode json parameter dictionary");
        }
        throw Refusal.notImplemented("a search by " + filters);
    }
}
