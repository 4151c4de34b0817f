package org.strainlake.latency.booking;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How journey records are taken in.
 *
 * @param retryPause pause before a batch that could not be booked is tried again; there is no last try
 * @param lagLimit records waiting in Kafka above which the health component {@code journey} says out of service
 * @param healthTimeout longest wait for Kafka's answer to a health check
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.booking", ignoreUnknownFields = false)
record BookingProperties(
        @DefaultValue("1s") @DurationMin(millis = 10) Duration retryPause,
        @DefaultValue("5000") @Min(1) long lagLimit,
        @DefaultValue("2s") @DurationMin(millis = 100) Duration healthTimeout) {}
