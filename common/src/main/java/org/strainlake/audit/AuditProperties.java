package org.strainlake.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The audit trail.
 *
 * @param patience longest wait until an entry is durable; then the read that it is about is answered with 503
 * @param maxWaiting entries of a kind that may wait to be written; refusals beyond it are counted and lost
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.audit", ignoreUnknownFields = false)
record AuditProperties(
        @DefaultValue("5s") @DurationMin(millis = 100) Duration patience,
        @DefaultValue("10000") @Min(1) @Max(1_000_000) int maxWaiting) {}
