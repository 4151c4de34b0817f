package org.strainlake.emulator.issuer;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.JakartaServletUtils;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import com.nimbusds.oauth2.sdk.util.MultivaluedMapUtils;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.issuer.IssuerProperties.Client;

/** Gives tokens to clients: for themselves, for a code, for a refresh token, for another token. Thread-safe. */
@Component
class TokenEndpoint {
    private static final String OPENID = "openid";
    private static final String OFFLINE = "offline_access";
    private static final int LONGEST = 64 * 1024;

    private final Clients clients;
    private final Users users;
    private final Tokens tokens;
    private final Codes codes;
    private final RefreshTokens refreshTokens;

    TokenEndpoint(Clients clients, Users users, Tokens tokens, Codes codes, RefreshTokens refreshTokens) {
        this.clients = clients;
        this.users = users;
        this.tokens = tokens;
        this.codes = codes;
        this.refreshTokens = refreshTokens;
    }

    ServerResponse answer(ServerRequest request) throws IOException {
        var answer = respond(JakartaServletUtils.createHTTPRequest(request.servletRequest(), LONGEST))
                .toHTTPResponse();
        var response = ServerResponse.status(answer.getStatusCode());
        answer.getHeaderMap().forEach((name, values) -> response.header(name, values.toArray(String[]::new)));
        response.header(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        var origin = request.headers().firstHeader(HttpHeaders.ORIGIN);
        if (origin != null && clients.mayRead(origin)) {
            response.header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        return response.body(answer.getBody());
    }

    private TokenResponse respond(HTTPRequest request) {
        try {
            var form = request.getBodyAsFormParameters();
            var sender = clients.authenticated(
                    request.getHeaderValue(HttpHeaders.AUTHORIZATION),
                    MultivaluedMapUtils.getFirstValue(form, "client_id"));
            if (sender.isEmpty()) {
                return unauthorized();
            }
            var grantType = MultivaluedMapUtils.getFirstValue(form, "grant_type");
            if (grantType == null || grantType.isBlank()) {
                return refused(OAuth2Error.INVALID_REQUEST, "Missing grant type");
            }
            var kind = GrantKind.of(grantType);
            if (kind.isEmpty()) {
                return refused(OAuth2Error.UNSUPPORTED_GRANT_TYPE, "Unsupported grant type: " + grantType);
            }
            var client = sender.get();
            if (!client.may(kind.get())) {
                return refused(
                        OAuth2Error.UNAUTHORIZED_CLIENT,
                        "The client is not registered for the grant type " + grantType);
            }
            if (form.containsKey("resource")) {
                return refused(OAuth2Error.INVALID_TARGET, "Resources are not known here, audiences are");
            }
            if (form.containsKey("actor_token") || form.containsKey("actor_token_type")) {
                return refused(OAuth2Error.INVALID_REQUEST, "Delegation by an actor token is not supported");
            }
            var asked = TokenRequest.parse(request);
            if (client.isPublic() && asked.getClientAuthentication() != null) {
                return unauthorized();
            }
            return switch (kind.get()) {
                case CLIENT_CREDENTIALS -> forClient(client, asked, form);
                case AUTHORIZATION_CODE ->
                    forCode(client, (AuthorizationCodeGrant) asked.getAuthorizationGrant(), form);
                case REFRESH_TOKEN -> forRefreshToken(client, asked, form);
                case TOKEN_EXCHANGE ->
                    forToken(client, (TokenExchangeGrant) asked.getAuthorizationGrant(), words(asked.getScope()));
            };
        } catch (ParseException malformed) {
            var error = malformed.getErrorObject();
            return error == null
                    ? refused(OAuth2Error.INVALID_REQUEST, String.valueOf(malformed.getMessage()))
                    : new TokenErrorResponse(error);
        } catch (IllegalArgumentException malformed) {
            // The SDK throws it for some parameters that are there and empty.
            return refused(OAuth2Error.INVALID_REQUEST, "Malformed request");
        }
    }

    /** There is never a refresh token here: the client can ask again. */
    private TokenResponse forClient(Client client, TokenRequest asked, Map<String, List<String>> form) {
        var named = words(asked.getScope());
        var scopes = named.isEmpty() ? client.scopes() : named;
        var beyond = ScopeRules.firstBeyond(client.scopes(), scopes);
        if (beyond.isPresent()) {
            return invalidScope(beyond.get());
        }
        var grant = new Grant(
                client.clientId(),
                new Subject(client.tokenSubject(), client.groups(), List.of()),
                audience(form),
                scopes,
                Map.of());
        return new AccessTokenResponse(new com.nimbusds.oauth2.sdk.token.Tokens(access(grant, scopes, null), null));
    }

    private TokenResponse forCode(Client client, AuthorizationCodeGrant asked, Map<String, List<String>> form) {
        if (form.containsKey("audience")) {
            return refused(OAuth2Error.INVALID_REQUEST, "The audience is named where the code is asked for");
        }
        var redeemed = codes.redeem(
                asked.getAuthorizationCode().getValue(),
                client.clientId(),
                asked.getRedirectionURI(),
                asked.getCodeVerifier());
        if (redeemed.isEmpty()) {
            return refused(OAuth2Error.INVALID_GRANT, "Invalid authorization code");
        }
        var worth = redeemed.get();
        var grant = worth.grant();
        var access = access(grant, grant.scopes(), null);
        var refresh = refresh(client, grant, worth.login());
        return grant.scopes().contains(OPENID)
                ? new OIDCTokenResponse(
                        new OIDCTokens(tokens.identity(grant, worth.loggedIn(), worth.nonce()), access, refresh))
                : new AccessTokenResponse(new com.nimbusds.oauth2.sdk.token.Tokens(access, refresh));
    }

    /** The new token carries the scopes granted or some of them; what was granted stays as it is. */
    private TokenResponse forRefreshToken(Client client, TokenRequest asked, Map<String, List<String>> form) {
        if (form.containsKey("audience")) {
            return refused(OAuth2Error.INVALID_REQUEST, "The audience of a refresh token cannot be changed");
        }
        var token = ((RefreshTokenGrant) asked.getAuthorizationGrant())
                .getRefreshToken()
                .getValue();
        var found = refreshTokens.find(token, client.clientId());
        if (found.isEmpty()) {
            return deadRefreshToken();
        }
        var grant = found.get().grant();
        var named = words(asked.getScope());
        var scopes = named.isEmpty() ? grant.scopes() : named;
        var beyond = ScopeRules.firstBeyond(grant.scopes(), scopes);
        if (beyond.isPresent()) {
            return invalidScope(beyond.get());
        }
        if (!refreshTokens.spend(token)) {
            return deadRefreshToken();
        }
        return new AccessTokenResponse(new com.nimbusds.oauth2.sdk.token.Tokens(
                access(grant, scopes, null), refresh(client, grant, found.get().login())));
    }

    private TokenResponse forToken(Client actor, TokenExchangeGrant asked, List<String> scopes) {
        if (!TokenTypeURI.ACCESS_TOKEN.equals(asked.getSubjectTokenType())
                || (asked.getRequestedTokenType() != null
                        && !TokenTypeURI.ACCESS_TOKEN.equals(asked.getRequestedTokenType()))) {
            return refused(OAuth2Error.INVALID_REQUEST, "Only access tokens are exchanged, for access tokens");
        }
        if (scopes.isEmpty()) {
            return refused(OAuth2Error.INVALID_REQUEST, "Missing scope");
        }
        if (asked.getAudience() == null || asked.getAudience().isEmpty()) {
            return refused(OAuth2Error.INVALID_REQUEST, "Missing audience");
        }
        var good = tokens.goodAccess(asked.getSubjectToken().getValue());
        if (good.isEmpty()) {
            return refused(OAuth2Error.INVALID_REQUEST, "Invalid subject token");
        }
        var claims = good.get();
        var beyond = ScopeRules.firstBeyond(actor.scopes(), scopes)
                .or(() -> ScopeRules.firstBeyond(
                        clients.exchangeable(String.valueOf(claims.get("client_id")), actor.clientId()), scopes));
        if (beyond.isPresent()) {
            return invalidScope(beyond.get());
        }
        var grant = new Grant(
                actor.clientId(),
                subject(claims),
                asked.getAudience().stream().map(Audience::getValue).collect(Collectors.joining(" ")),
                scopes,
                act(actor, claims));
        return new AccessTokenResponse(new com.nimbusds.oauth2.sdk.token.Tokens(
                access(grant, scopes, TokenTypeURI.ACCESS_TOKEN), refresh(actor, grant, new Login())));
    }

    /** A user of ours with the groups of now; of others what their token says. */
    private Subject subject(Map<String, Object> claims) {
        var id = String.valueOf(claims.get("sub"));
        var groups = claims.get("wlcg.groups") instanceof Collection<?> carried
                ? carried.stream().map(String::valueOf).toList()
                : List.<String>of();
        return users.bySubject(id).orElseGet(() -> new Subject(id, groups, List.of()));
    }

    /** RFC 8693 §4.1: the actor of now outside, those before it inside. */
    private static Map<String, Object> act(Client actor, Map<String, Object> claims) {
        var act = new LinkedHashMap<String, Object>();
        act.put("sub", actor.clientId());
        if (claims.get("act") instanceof Map<?, ?> before) {
            act.put("act", before);
        }
        return act;
    }

    private BearerAccessToken access(Grant grant, List<String> scopes, @Nullable TokenTypeURI issued) {
        return new BearerAccessToken(
                tokens.access(grant, scopes),
                tokens.lifetime().toSeconds(),
                new Scope(scopes.toArray(String[]::new)),
                issued);
    }

    private @Nullable RefreshToken refresh(Client client, Grant grant, Login login) {
        return grant.scopes().contains(OFFLINE) && client.may(GrantKind.REFRESH_TOKEN)
                ? new RefreshToken(refreshTokens.give(grant, login))
                : null;
    }

    private static String audience(Map<String, List<String>> form) {
        var values = form.get("audience");
        return values == null ? "" : String.join(" ", values);
    }

    private static List<String> words(@Nullable Scope scope) {
        return scope == null ? List.of() : scope.toStringList();
    }

    private static TokenResponse unauthorized() {
        return new TokenErrorResponse(new ErrorObject("unauthorized", "Bad credentials", 401));
    }

    private static TokenResponse deadRefreshToken() {
        return new TokenErrorResponse(new ErrorObject("invalid_token", "Invalid refresh token", 401));
    }

    private static TokenResponse invalidScope(String scope) {
        return refused(OAuth2Error.INVALID_SCOPE, "Invalid scope: " + scope);
    }

    private static TokenResponse refused(ErrorObject error, String why) {
        return new TokenErrorResponse(
                new ErrorObject(error.getCode(), ErrorObject.removeIllegalChars(why), error.getHTTPStatusCode()));
    }
}
