package org.strainlake.emulator.issuer;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
 * @param clients who may ask for tokens
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.emulator.issuer", ignoreUnknownFields = false)
record IssuerProperties(
        Path directory,
        @Nullable String issuer,
        @DefaultValue("1h") @DurationMin(seconds = 1) Duration tokenLifetime,
        @DefaultValue List<@Valid Client> clients) {

    /**
     * An OAuth2 client.
     *
     * @param clientId its identifier
     * @param secretFile file that holds its secret and nothing else
     * @param subject what its tokens carry as {@code sub}; the client's identifier if absent
     * @param scopes scopes it may ask for; {@code storage.read:/} covers every path below
     * @param groups put into {@code wlcg.groups} when the scope {@code wlcg.groups} is asked for
     */
    record Client(
            @NotBlank String clientId,
            @NotNull Path secretFile,
            @Nullable String subject,
            @DefaultValue List<String> scopes,
            @DefaultValue List<String> groups) {
        String tokenSubject() {
            return subject == null || subject.isEmpty() ? clientId : subject;
        }
    }
}
