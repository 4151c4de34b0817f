package org.strainlake.embargo;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this service learns of embargoes.
 *
 * @param enabled whether there are embargoes at all; without them what is public is as configured, for ever
 * @param topic Kafka topic that holds them, compacted, one partition; made where it is missing
 * @param replicas copies of that topic; the broker's default if -1
 * @param startWait how long the start waits until they are known; afterwards everything is closed until they are
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.embargo", ignoreUnknownFields = false)
public record EmbargoProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("strainlake.embargoes") String topic,
        @DefaultValue("-1") short replicas,
        @DefaultValue("10s") @DurationMin(seconds = 0) Duration startWait) {}
