package org.strainlake.emulator;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Connection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks an emulator's issuer for logins and tokens, parameter by parameter. */
final class TokenCalls {
    static final String VERIFIER = "a-verifier-of-forty-three-characters-or-more-123";

    private final LakeEmulator lake;

    TokenCalls(LakeEmulator lake) {
        this.lake = lake;
    }

    /** Parameters; a value of null leaves one out. */
    static Map<String, String> form(String... pairs) {
        var form = new LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            form.put(pairs[i], pairs[i + 1]);
        }
        return form;
    }

    static Map<String, String> with(Map<String, String> form, String... pairs) {
        var changed = new LinkedHashMap<>(form);
        changed.putAll(form(pairs));
        return changed;
    }

    static String challenge() {
        return CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(VERIFIER))
                .getValue();
    }

    URI authorize(Map<String, String> query) {
        return URI.create(lake.authorizationEndpoint() + "?" + encoded(query));
    }

    /** The code that a user's login at a client leads to. */
    String code(Map<String, String> query, String user) throws IOException {
        var browser = new Browser();
        Connection.Response answer = browser.logIn(browser.open(authorize(query)), user, user + "-password");
        return URLDecoder.decode(Browser.sentBack(answer).get("code"), StandardCharsets.UTF_8);
    }

    /** Asks as a client with a secret that is its name followed by {@code -secret}. */
    Caller.Answer token(String client, Map<String, String> form) throws Exception {
        return token(client, client + "-secret", form);
    }

    Caller.Answer token(String client, String secret, Map<String, String> form) throws Exception {
        var basic = Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return Caller.with(lake, "")
                .post(
                        "/token",
                        encoded(form),
                        "Authorization",
                        "Basic " + basic,
                        "Content-Type",
                        "application/x-www-form-urlencoded");
    }

    /** Asks as a client without a secret. */
    Caller.Answer publicToken(Map<String, String> form, String... headers) throws Exception {
        var all = new ArrayList<>(List.of("Content-Type", "application/x-www-form-urlencoded"));
        all.addAll(List.of(headers));
        return Caller.with(lake, "").post("/token", encoded(form), all.toArray(String[]::new));
    }

    static JsonNode claims(Caller.Answer answer) {
        return claims(answer.json().get("access_token").asString());
    }

    static JsonNode claims(String token) {
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
