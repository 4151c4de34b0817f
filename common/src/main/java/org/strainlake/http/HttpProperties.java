package org.strainlake.http;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How other servers are called.
 *
 * @param connectTimeout longest wait for a connection
 * @param caFile PEM file with the certificate authorities to trust for https instead of Java's own, such as a
 *     grid's; Java's own if absent
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.http", ignoreUnknownFields = false)
public record HttpProperties(
        @DefaultValue("2s") @NotNull @DurationMin(millis = 10)
        Duration connectTimeout,

        @Nullable Path caFile) {}
