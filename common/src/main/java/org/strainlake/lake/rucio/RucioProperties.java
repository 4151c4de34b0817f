package org.strainlake.lake.rucio;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The Rucio server.
 *
 * @param url its address
 * @param audience whom tokens for it are for: its {@code expected_audience}
 * @param tokenScope scopes of tokens for it: its {@code expected_scope}
 * @param timeout longest wait for an answer, and for the next bytes of one
 * @param userPass logs in by name and password instead of a token
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.lake.rucio", ignoreUnknownFields = false)
public record RucioProperties(
        @NotNull URI url,
        @DefaultValue("rucio") @NotBlank String audience,
        @DefaultValue("openid profile") @NotBlank String tokenScope,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 100)
        Duration timeout,

        @Nullable @Valid UserPass userPass) {

    /**
     * A login by name and password.
     *
     * @param account account to act as
     * @param username name of the identity
     * @param passwordFile file that holds the password and nothing else; read again at each login
     */
    public record UserPass(
            @NotBlank String account,
            @NotBlank String username,
            @NotNull Path passwordFile) {}
}
