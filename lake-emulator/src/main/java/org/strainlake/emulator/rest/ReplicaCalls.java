package org.strainlake.emulator.rest;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.catalogue.Refusal;
import org.strainlake.emulator.catalogue.Registrations;
import org.strainlake.emulator.catalogue.Replicas;
import org.strainlake.emulator.catalogue.Replicas.Query;
import org.strainlake.emulator.catalogue.StorageView;
import tools.jackson.databind.JsonNode;

/** Replicas: registering them, and where they are. */
@Component
class ReplicaCalls {
    private final Answers answers;
    private final Body body;
    private final Registrations registrations;
    private final Replicas replicas;
    private final StorageView storages;

    ReplicaCalls(Answers answers, Body body, Registrations registrations, Replicas replicas, StorageView storages) {
        this.answers = answers;
        this.body = body;
        this.registrations = registrations;
        this.replicas = replicas;
        this.storages = storages;
    }

    ServerResponse add(ServerRequest request) throws IOException, ServletException {
        var asked = body.object(request);
        var rse = Body.requiredText(asked, "rse");
        registrations.register(RucioRoutes.account(request), rse, Body.files(Body.required(asked, "files")));
        return answers.created();
    }

    ServerResponse setStates(ServerRequest request) throws IOException, ServletException {
        var asked = body.object(request);
        var rse = Body.requiredText(asked, "rse");
        registrations.setReplicaStates(RucioRoutes.account(request), rse, Body.files(Body.required(asked, "files")));
        return answers.done();
    }

    ServerResponse delete(ServerRequest request) throws IOException, ServletException {
        var asked = body.object(request);
        var rse = Body.requiredText(asked, "rse");
        storages.one(rse);
        throw new Refusal(
                401,
                "AccessDenied",
                "Account " + RucioRoutes.account(request).name() + " can not delete file replicas on " + rse + ". ");
    }

    ServerResponse declareBad(ServerRequest request) throws IOException, ServletException {
        var account = RucioRoutes.account(request);
        if (account.isRoot()) {
            throw Refusal.notImplemented("bad replicas");
        }
        var pfns = Body.required(body.object(request), "pfns");
        var rse = storages.all()
                .filter(candidate -> pfns.size() > 0
                        && pfns.get(0)
                                .asString()
                                .startsWith(storages.address(String.valueOf(candidate.get("rse")), "x", "x")
                                        .replaceAll("x/../../x$", "")))
                .findFirst();
        throw new Refusal(
                401,
                "AccessDenied",
                "Account " + account.name() + " can not declare bad replicas in RSE "
                        + rse.map(found -> found.get("id")).orElse("unknown") + ". ");
    }

    ServerResponse list(ServerRequest request) throws IOException, ServletException {
        checkAcceptable(request);
        var asked = body.object(request);
        Body.refuse(asked, "nrandom", "updated_after", "resolve_archives", "unavailable");
        var dids = new ArrayList<String[]>();
        for (var did : Body.required(asked, "dids")) {
            dids.add(new String[] {Body.requiredText(did, "scope"), Body.requiredText(did, "name")});
        }
        return answers.stream(replicas.list(new Query(
                dids,
                texts(asked.get("schemes")),
                Body.flag(asked, "all_states"),
                Body.text(asked, "rse_expression"),
                Body.flag(asked, "resolve_parents"),
                "random".equals(Body.text(asked, "sort")))));
    }

    ServerResponse listOne(ServerRequest request) {
        checkAcceptable(request);
        var did = new String[] {request.pathVariable("scope"), request.pathVariable("name")};
        return answers.stream(replicas.list(new Query(
                List.<String[]>of(did),
                request.params().getOrDefault("schemes", List.of()),
                false,
                null,
                false,
                false)));
    }

    private static void checkAcceptable(ServerRequest request) {
        var accept = request.headers().firstHeader("Accept");
        if (accept == null || accept.contains("application/x-json-stream") || accept.contains("*/*")) {
            return;
        }
        if (accept.contains("application/metalink4+xml")) {
            throw Refusal.notImplemented("metalinks");
        }
        throw new Refusal(
                406,
                "UnsupportedRequestedContentType",
                "The requested content type " + accept
                        + " is not supported. Use ['application/x-json-stream', 'application/metalink4+xml'].");
    }

    private static List<String> texts(@Nullable JsonNode list) {
        var texts = new ArrayList<String>();
        if (list != null && list.isArray()) {
            list.forEach(text -> texts.add(text.asString()));
        }
        return texts;
    }
}
