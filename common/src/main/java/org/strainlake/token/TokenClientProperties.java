package org.strainlake.token;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this process gets tokens for itself, by client credentials.
 *
 * @param tokenEndpoint where the issuer hands out tokens
 * @param clientId name of this client at the issuer
 * @param clientSecretFile file that holds the client's secret and nothing else; read again for each token, so
 *     that a secret can be changed
 * @param timeout longest wait for the issuer's answer
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.token.client", ignoreUnknownFields = false)
public record TokenClientProperties(
        @NotNull URI tokenEndpoint,
        @NotBlank String clientId,
        @NotNull Path clientSecretFile,

        @DefaultValue("5s") @NotNull @DurationMin(millis = 100)
        Duration timeout) {}
