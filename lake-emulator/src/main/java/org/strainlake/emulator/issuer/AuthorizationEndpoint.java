package org.strainlake.emulator.issuer;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.OIDCError;
import com.nimbusds.openid.connect.sdk.Prompt;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.issuer.IssuerProperties.Client;

/**
 * Sends users to the login page and back to the client with a code. Whoever asks without a known client and one of its
 * redirect URIs is told so on a page: nothing leads to an address that is not registered. Thread-safe.
 */
@Component
class AuthorizationEndpoint {
    private static final String COOKIE = "strainlake-login";
    private static final Pattern COOKIE_FORM = Pattern.compile("[\\w-]{43}");
    private static final Pattern S256 = Pattern.compile("[\\w-]{43}");
    private static final int MOST_ATTEMPTS = 5;

    private final Clients clients;
    private final Users users;
    private final Tokens tokens;
    private final Codes codes;
    private final InstantSource clock;
    private final Kept<Pending> logins;

    AuthorizationEndpoint(
            Clients clients,
            Users users,
            Tokens tokens,
            Codes codes,
            IssuerProperties properties,
            InstantSource clock) {
        this.clients = clients;
        this.users = users;
        this.tokens = tokens;
        this.codes = codes;
        this.clock = clock;
        this.logins = new Kept<>(properties.loginLifetime(), clock);
    }

    /**
     * Somebody who looks at the login page.
     *
     * @param browser the cookie of the browser that was shown the page: no other may send the form
     */
    private record Pending(
            String browser,
            Client client,
            Back back,
            List<String> scopes,
            String audience,
            @Nullable CodeChallenge challenge,
            @Nullable String nonce,
            AtomicInteger attempts) {}

    /** The way back to the client. */
    private record Back(URI redirectUri, @Nullable State state, Issuer issuer) {
        ServerResponse with(ErrorObject error) {
            return seeOther(new AuthorizationErrorResponse(redirectUri, error, state, issuer, ResponseMode.QUERY));
        }

        ServerResponse with(AuthorizationCode code) {
            return seeOther(
                    new AuthorizationSuccessResponse(redirectUri, code, null, state, issuer, ResponseMode.QUERY));
        }

        private static ServerResponse seeOther(AuthorizationResponse response) {
            return ServerResponse.seeOther(response.toURI())
                    .header("Cache-Control", "no-store")
                    .header("Referrer-Policy", "no-referrer")
                    .build();
        }
    }

    ServerResponse begin(ServerRequest request) {
        var query = URLUtils.parseParameters(request.servletRequest().getQueryString());
        var client = only(query, "client_id").flatMap(clients::named);
        if (client.isEmpty()) {
            return LoginPage.refusal(HttpStatus.BAD_REQUEST, "The application that sent you here is not known.");
        }
        var redirectUri = only(query, "redirect_uri").filter(client.get().redirectUris()::contains);
        if (redirectUri.isEmpty()) {
            return LoginPage.refusal(
                    HttpStatus.BAD_REQUEST,
                    "The address that " + client.get().clientId() + " wants you to return to is not registered.");
        }
        var back = new Back(
                URI.create(redirectUri.get()),
                only(query, "state").map(State::new).orElse(null),
                new Issuer(tokens.discoveredIssuer()));
        try {
            return begin(request, client.get(), back, query);
        } catch (ParseException malformed) {
            var error = malformed.getErrorObject();
            return back.with(error == null ? OAuth2Error.INVALID_REQUEST : error);
        } catch (IllegalArgumentException malformed) {
            // The SDK throws it for some parameters that are there and empty.
            return back.with(OAuth2Error.INVALID_REQUEST);
        }
    }

    private ServerResponse begin(ServerRequest request, Client client, Back back, Map<String, List<String>> query)
            throws ParseException {
        if (query.containsKey("request")) {
            return back.with(OAuth2Error.REQUEST_NOT_SUPPORTED);
        }
        if (query.containsKey("request_uri")) {
            return back.with(OAuth2Error.REQUEST_URI_NOT_SUPPORTED);
        }
        var asked = AuthorizationRequest.parse(query);
        if (!ResponseType.CODE.equals(asked.getResponseType())) {
            return back.with(OAuth2Error.UNSUPPORTED_RESPONSE_TYPE);
        }
        if (!client.may(GrantKind.AUTHORIZATION_CODE)) {
            return back.with(OAuth2Error.UNAUTHORIZED_CLIENT);
        }
        if (asked.getResponseMode() != null && !ResponseMode.QUERY.equals(asked.getResponseMode())) {
            return back.with(invalid("Answers are given in the query alone"));
        }
        if (query.containsKey("resource")) {
            return back.with(OAuth2Error.INVALID_TARGET);
        }
        if (asked.getPrompt() != null && asked.getPrompt().contains(Prompt.Type.NONE)) {
            return back.with(OIDCError.LOGIN_REQUIRED);
        }
        var challenge = asked.getCodeChallenge();
        if (challenge == null && client.isPublic()) {
            return back.with(invalid("A public client must send a code_challenge"));
        }
        if (challenge != null
                && !(CodeChallengeMethod.S256.equals(asked.getCodeChallengeMethod())
                        && S256.matcher(challenge.getValue()).matches())) {
            return back.with(invalid("The code_challenge must be of the method S256"));
        }
        var scopes = asked.getScope() == null || asked.getScope().isEmpty()
                ? client.scopes()
                : asked.getScope().toStringList();
        if (ScopeRules.firstBeyond(client.scopes(), scopes).isPresent()) {
            return back.with(OAuth2Error.INVALID_SCOPE);
        }
        var browser = browser(request);
        var login = logins.keep(new Pending(
                browser,
                client,
                back,
                scopes,
                only(query, "audience").orElse(""),
                challenge,
                only(query, "nonce").orElse(null),
                new AtomicInteger()));
        return LoginPage.form(client.clientId(), login, back.redirectUri(), cookie(browser));
    }

    ServerResponse logIn(ServerRequest request) {
        var login = request.param("login").orElse("");
        var found = logins.find(login);
        if (found.isEmpty()) {
            return LoginPage.refusal(
                    HttpStatus.BAD_REQUEST, "This login has been used or is too old. Go back to the application.");
        }
        var pending = found.get();
        if (!cookieOf(request).equals(Optional.of(pending.browser()))) {
            return LoginPage.refusal(
                    HttpStatus.FORBIDDEN, "This login was begun in another browser, or cookies are not allowed here.");
        }
        if (request.param("cancel").isPresent()) {
            logins.take(login);
            return pending.back().with(OAuth2Error.ACCESS_DENIED);
        }
        var user = users.byPassword(
                request.param("username").orElse(""), request.param("password").orElse(""));
        if (user.isEmpty()) {
            if (pending.attempts().incrementAndGet() < MOST_ATTEMPTS) {
                return LoginPage.formAgain(
                        pending.client().clientId(), login, pending.back().redirectUri());
            }
            logins.take(login);
            return pending.back().with(OAuth2Error.ACCESS_DENIED);
        }
        if (logins.take(login).isEmpty()) {
            return LoginPage.refusal(HttpStatus.BAD_REQUEST, "This login has been used. Go back to the application.");
        }
        var code = codes.give(
                new Grant(pending.client().clientId(), user.get(), pending.audience(), pending.scopes(), Map.of()),
                pending.back().redirectUri(),
                pending.challenge(),
                pending.nonce(),
                clock.instant());
        return pending.back().with(new AuthorizationCode(code));
    }

    /** The same for all pages that a browser has open, so that each of them can be sent. */
    private static String browser(ServerRequest request) {
        return cookieOf(request)
                .filter(value -> COOKIE_FORM.matcher(value).matches())
                .orElseGet(Kept::unguessable);
    }

    private static Optional<String> cookieOf(ServerRequest request) {
        return Optional.ofNullable(request.cookies().getFirst(COOKIE)).map(cookie -> cookie.getValue());
    }

    /** Lax, for the client's link to the login page comes from another site; a foreign form does not bring it along. */
    private static ResponseCookie cookie(String browser) {
        return ResponseCookie.from(COOKIE, browser)
                .httpOnly(true)
                .sameSite("Lax")
                .path("/")
                .build();
    }

    private static ErrorObject invalid(String why) {
        return OAuth2Error.INVALID_REQUEST.setDescription(why);
    }

    /** A parameter's value if it is there once and not empty. */
    private static Optional<String> only(Map<String, List<String>> query, String name) {
        var values = query.getOrDefault(name, List.of());
        return values.size() == 1 && !values.getFirst().isBlank() ? Optional.of(values.getFirst()) : Optional.empty();
    }
}
