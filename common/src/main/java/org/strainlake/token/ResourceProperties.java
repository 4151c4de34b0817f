package org.strainlake.token;

import com.nimbusds.jose.JWSAlgorithm;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Whose access tokens this service accepts.
 *
 * @param audiences what a token's {@code aud} must name, one of these; the WLCG profile's "any" is accepted too
 * @param issuers issuers that are trusted
 * @param algorithms signature algorithms that are accepted; never none and never a shared secret
 * @param clockSkew how far the issuer's clock may be off when {@code exp} and {@code nbf} are judged
 * @param keyPause shortest time between two fetches of one issuer's keys for an unknown key
 * @param keyLifetime after this time keys are fetched anew; the old ones stay in use while the issuer is down
 * @param keyTimeout longest wait for an issuer's keys
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.token.resource", ignoreUnknownFields = false)
record ResourceProperties(
        @NotEmpty List<@NotBlank String> audiences,
        @NotEmpty List<@Valid @NotNull Issuer> issuers,
        @DefaultValue("RS256") @NotEmpty List<@NotBlank String> algorithms,

        @DefaultValue("60s") @DurationMin(seconds = 0) @DurationMax(minutes = 5)
        Duration clockSkew,

        @DefaultValue("30s") @DurationMin(seconds = 1) Duration keyPause,
        @DefaultValue("6h") @DurationMin(minutes = 1) Duration keyLifetime,
        @DefaultValue("5s") @DurationMin(millis = 100) Duration keyTimeout) {

    ResourceProperties {
        audiences = List.copyOf(audiences);
        issuers = List.copyOf(issuers);
        algorithms = List.copyOf(algorithms);
        for (var algorithm : algorithms) {
            if (!JWSAlgorithm.Family.SIGNATURE.contains(JWSAlgorithm.parse(algorithm))) {
                throw new IllegalArgumentException("not a signature algorithm with a public key: " + algorithm);
            }
        }
        if (issuers.stream().map(Issuer::issuer).distinct().count() != issuers.size()) {
            throw new IllegalArgumentException("an issuer is configured twice");
        }
    }

    /**
     * An issuer of tokens.
     *
     * @param issuer what a token's {@code iss} must be, character for character; with or without a slash at its end
     * @param jwksUri where its keys are, the {@code jwks_uri} of its discovery document
     * @param basePath the paths in this issuer's storage scopes are relative to it
     */
    record Issuer(
            @NotBlank String issuer,
            @NotNull URI jwksUri,
            @DefaultValue("/") @NotBlank String basePath) {}
}
