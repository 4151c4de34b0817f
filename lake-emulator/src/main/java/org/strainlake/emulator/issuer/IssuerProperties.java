package org.strainlake.emulator.issuer;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The token issuer.
 *
 * @param directory where the signing key is kept
 * @param issuer what tokens carry as {@code iss}, to the letter; the issuer's own address with a slash if absent
 * @param tokenLifetime how long an access token is good
 * @param loginLifetime how long the login page may be looked at
 * @param codeLifetime how long an authorization code is good
 * @param refreshTokenLifetime how long a refresh token is good
 * @param clients who may ask for tokens
 * @param users who may log in
 * @param exchanges which client may exchange whose tokens, and for what
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.emulator.issuer", ignoreUnknownFields = false)
record IssuerProperties(
        Path directory,
        @Nullable String issuer,
        @DefaultValue("1h") @DurationMin(seconds = 1) Duration tokenLifetime,
        @DefaultValue("10m") @DurationMin(seconds = 1) Duration loginLifetime,

        @DefaultValue("1m") @DurationMin(seconds = 1) @DurationMax(minutes = 10)
        Duration codeLifetime,

        @DefaultValue("30d") @DurationMin(seconds = 1) Duration refreshTokenLifetime,
        @DefaultValue List<@Valid Client> clients,
        @DefaultValue List<@Valid User> users,
        @DefaultValue List<@Valid Exchange> exchanges) {

    /** Any client, in an exchange. */
    static final String ANY = "*";

    /**
     * An OAuth2 client.
     *
     * @param clientId its identifier
     * @param secretFile file that holds its secret and nothing else; a client without one is public, as an application in
     *     a browser is: it gets tokens for users only, and must use PKCE
     * @param subject what its own tokens carry as {@code sub}; the client's identifier if absent
     * @param scopes scopes it may ask for; {@code storage.read:/} covers every path below, {@code wlcg.groups} every group
     * @param groups put into {@code wlcg.groups} when the scope {@code wlcg.groups} is asked for
     * @param grantTypes ways to a token that it may use: {@code client_credentials}, {@code authorization_code},
     *     {@code refresh_token}, {@code token_exchange}
     * @param redirectUris where a login may lead back to, to the letter
     */
    record Client(
            @NotBlank String clientId,
            @Nullable Path secretFile,
            @Nullable String subject,
            @DefaultValue List<String> scopes,
            @DefaultValue List<String> groups,
            @DefaultValue("client_credentials") Set<GrantKind> grantTypes,
            @DefaultValue List<String> redirectUris) {
        String tokenSubject() {
            return subject == null || subject.isEmpty() ? clientId : subject;
        }

        boolean isPublic() {
            return secretFile == null;
        }

        boolean may(GrantKind kind) {
            return grantTypes.contains(kind);
        }
    }

    /**
     * A user.
     *
     * @param name what the user logs in with
     * @param subject what the user's tokens carry as {@code sub}
     * @param passwordFile file that holds the password and nothing else
     * @param groups the user's groups that every token with groups carries
     * @param optionalGroups the user's groups that a token carries only if they are asked for by name
     */
    record User(
            @NotBlank String name,
            @NotNull UUID subject,
            @NotNull Path passwordFile,
            @DefaultValue List<@Pattern(regexp = GROUP) String> groups,
            @DefaultValue List<@Pattern(regexp = GROUP) String> optionalGroups) {
        private static final String GROUP = "(/[A-Za-z0-9][\\w.-]*)+";

        Subject asSubject() {
            return new Subject(subject.toString(), groups, optionalGroups);
        }
    }

    /**
     * A policy of token exchange.
     *
     * @param from client that the token to be exchanged was given to; {@code *} for any
     * @param to client that exchanges it
     * @param scopes scopes the new token may carry, as far as {@code to} may ask for them itself
     */
    record Exchange(
            @NotBlank String from,
            @NotBlank String to,
            @DefaultValue List<String> scopes) {
        boolean isFor(String subjectClient, String actor) {
            return (from.equals(ANY) || from.equals(subjectClient)) && to.equals(actor);
        }
    }
}
