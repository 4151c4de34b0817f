package org.strainlake.latency.seal;

import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How days are sealed.
 *
 * @param keyFile PEM file with the Ed25519 private key that signs, such as {@code openssl genpkey -algorithm ed25519} writes; without
 *     it no day is sealed
 * @param quiet how long nothing must have been booked of a day before it is sealed, or corrected
 * @param interval pause between two looks for days to be sealed
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.seal", ignoreUnknownFields = false)
record SealProperties(
        @Nullable Path keyFile,
        @DefaultValue("10m") @DurationMin(millis = 100) Duration quiet,
        @DefaultValue("1m") @DurationMin(millis = 100) Duration interval) {}
