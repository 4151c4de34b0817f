package org.strainlake.latency.live;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How readers hear of what is booked.
 *
 * @param maxReaders callers that may listen at once; one more is told to come back
 * @param heartbeat longest silence on a connection; access is looked at again as often
 * @param sumInterval shortest time between two sums of a run's book
 * @param sumAtLeastEvery longest time between two: seconds are lost by the clock alone, of which nothing tells
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.live", ignoreUnknownFields = false)
record LiveProperties(
        @DefaultValue("200") @Min(1) @Max(10_000) int maxReaders,
        @DefaultValue("15s") @DurationMin(millis = 100) Duration heartbeat,
        @DefaultValue("1s") @DurationMin(millis = 100) Duration sumInterval,
        @DefaultValue("10s") @DurationMin(seconds = 1) Duration sumAtLeastEvery) {}
