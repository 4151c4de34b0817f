package org.strainlake.latency.statistics;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the book judges.
 *
 * @param lossDeadline how long after a second was created, or after the planned end if it never was, it counts as
 *     lost unless it was delivered
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.book", ignoreUnknownFields = false)
record BookProperties(
        @DefaultValue("10m") @DurationMin(seconds = 1) Duration lossDeadline) {}
