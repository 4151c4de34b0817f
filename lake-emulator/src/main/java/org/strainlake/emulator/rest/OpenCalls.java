package org.strainlake.emulator.rest;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.broker.Hermes;
import org.strainlake.emulator.catalogue.CatalogueProperties;
import org.strainlake.emulator.catalogue.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What needs no token: the version, the login, and traces. */
@Component
class OpenCalls {
    private static final DateTimeFormatter EXPIRES = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter PYTHON = DateTimeFormatter.ofPattern(
                    "'datetime.datetime('uuuu, M, d, H, m, s')'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ENTRY = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final Answers answers;
    private final Logins logins;
    private final Hermes hermes;
    private final CatalogueProperties properties;
    private final InstantSource clock;
    private final JsonMapper json;

    OpenCalls(
            Answers answers,
            Logins logins,
            Hermes hermes,
            CatalogueProperties properties,
            InstantSource clock,
            JsonMapper json) {
        this.answers = answers;
        this.logins = logins;
        this.hermes = hermes;
        this.properties = properties;
        this.clock = clock;
        this.json = json;
    }

    ServerResponse ping(ServerRequest request) {
        return answers.json(Answers.row("version", properties.version()));
    }

    ServerResponse login(ServerRequest request) {
        var account = header(request, "X-Rucio-Account");
        var login = logins.byPassword(account, header(request, "X-Rucio-Username"), header(request, "X-Rucio-Password"))
                .orElseThrow(() -> new Refusal(
                        401,
                        "CannotAuthenticate",
                        "Cannot authenticate to account " + account + " with given credentials"));
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header("X-Rucio-Auth-Account", login.account().name())
                .header("X-Rucio-Auth-Token", login.token())
                .header("X-Rucio-Auth-Token-Expires", EXPIRES.format(login.expires()))
                .build();
    }

    private static String header(ServerRequest request, String name) {
        return Objects.requireNonNullElse(request.headers().firstHeader(name), "");
    }

    /** Answers a Python literal, and 500 for a bad token: so does Rucio. */
    ServerResponse validate(ServerRequest request) {
        var login = logins.byToken(header(request, "X-Rucio-Auth-Token"))
                .orElseThrow(() -> new Refusal(500, "CannotAuthenticate", "NoneType: None\n"));
        return answers.text(
                200,
                MediaType.APPLICATION_OCTET_STREAM,
                "{'account': " + python(login.account().name()) + ", 'identity': " + python(login.identity())
                        + ", 'lifetime': " + PYTHON.format(login.expires()) + ", 'audience': "
                        + python(login.audience()) + ", 'authz_scope': " + python(login.scope())
                        + ", 'vo': 'def'}");
    }

    private static String python(@Nullable String text) {
        return text == null ? "None" : "'" + text + "'";
    }

    /** Sends a trace on at once, with where and when it came in. */
    ServerResponse trace(ServerRequest request) throws IOException, ServletException {
        Map<String, Object> trace = new LinkedHashMap<>();
        try {
            var body = json.readTree(request.servletRequest().getInputStream());
            if (!body.isObject()) {
                throw new Refusal(400, "TypeError", "body must be a json dictionary");
            }
            trace.putAll(json.treeToValue(body, OBJECT));
        } catch (JacksonException e) {
            throw new Refusal(400, "JSONDecodeError", Objects.requireNonNullElse(e.getOriginalMessage(), ""));
        }
        Instant now = clock.instant();
        trace.put("traceIp", request.servletRequest().getRemoteAddr());
        trace.put("traceTimeentry", ENTRY.format(now));
        trace.put("traceTimeentryUnix", now.getEpochSecond() + now.getNano() / 1e9);
        trace.put("traceId", UUID.randomUUID().toString().replace("-", ""));
        hermes.trace(trace);
        return answers.text(201, MediaType.APPLICATION_OCTET_STREAM, "Created");
    }
}
