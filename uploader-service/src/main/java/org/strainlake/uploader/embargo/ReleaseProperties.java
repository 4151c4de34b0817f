package org.strainlake.uploader.embargo;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How embargoes are released.
 *
 * @param interval how often it is looked whether one is due
 * @param clockTolerance how far the clocks of this service, the database and Kafka may be apart; nothing is released while
 *     they are further apart
 * @param clockTopic Kafka topic whose brokers stamp what they get, by which Kafka's clock is read; made where it is missing
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.release", ignoreUnknownFields = false)
record ReleaseProperties(
        @DefaultValue("1s") @DurationMin(millis = 10) Duration interval,

        @DefaultValue("5s") @DurationMin(millis = 100) @DurationMax(minutes = 1)
        Duration clockTolerance,

        @DefaultValue("strainlake.clock") String clockTopic) {}
