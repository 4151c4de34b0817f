package org.strainlake.emulator.fault;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.issuer.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Adds, shows and removes rules, for whoever has the key. */
final class FaultRoutes {
    /** Path of the rules. */
    static final String PATH = "/faults";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Faults faults;
    private final Secret key;

    FaultRoutes(Faults faults, Secret key) {
        this.faults = faults;
        this.key = key;
    }

    ServerResponse whoHasTheKey(ServerRequest request, HandlerFunction<ServerResponse> next) throws Exception {
        var shown = request.headers().firstHeader(HttpHeaders.AUTHORIZATION);
        return shown != null && shown.startsWith("Bearer ") && key.is(shown.substring(7))
                ? next.handle(request)
                : ServerResponse.status(HttpStatus.UNAUTHORIZED)
                        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                        .build();
    }

    ServerResponse list(@SuppressWarnings("unused") ServerRequest request) {
        return ServerResponse.ok()
                .body(Map.of(
                        "faults", faults.all().stream().map(FaultRoutes::view).toList()));
    }

    ServerResponse add(ServerRequest request) throws Exception {
        Rule rule;
        try {
            rule = JSON.readValue(request.body(String.class), RuleForm.class).rule(request.pathVariable("id"));
        } catch (JacksonException | IllegalArgumentException e) {
            return ServerResponse.badRequest().body(Map.of("error", String.valueOf(e.getMessage())));
        }
        return faults.add(rule)
                ? ServerResponse.status(HttpStatus.CREATED).body(view(rule))
                : ServerResponse.status(HttpStatus.CONFLICT)
                        .body(Map.of("error", "a rule of that id is there, or there are too many"));
    }

    ServerResponse remove(ServerRequest request) throws Exception {
        return faults.remove(request.pathVariable("id"))
                ? ServerResponse.noContent().build()
                : ServerResponse.notFound().build();
    }

    private static Map<String, Object> view(Rule rule) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", rule.id());
        view.put("face", rule.face().word());
        view.put("times", rule.times());
        view.put("struck", rule.strikes().stream().map(FaultRoutes::view).toList());
        return view;
    }

    private static Map<String, @Nullable Object> view(Rule.Strike strike) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("at", strike.at().toString());
        view.put("method", strike.method());
        view.put("path", strike.path());
        if (strike.did() != null) {
            view.put("did", strike.did());
        }
        return view;
    }
}
