package org.strainlake.notification.inbound;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What is listened to. Where the brokers are is told by {@code spring.activemq} and
 * {@code spring.cloud.stream.kafka.binder}.
 *
 * @param subscription {@code durable}: a durable subscription to the topics under the client id; {@code queue}: the
 *     names are those of queues, such as a virtual topic's {@code Consumer.NAME.VirtualTopic.rucio.events}
 * @param clientId name at ActiveMQ, the same for all instances of one service: only the one that writes the logs listens
 * @param events topic or queue of Rucio's events
 * @param traces topic or queue of Rucio's traces
 * @param largestBody longest body of an event; a longer one is put aside
 * @param late an event that comes so long after what it tells of is told to the book as late
 * @param keepAside how long what was put aside and hints are kept
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.inbound", ignoreUnknownFields = false)
record InboundProperties(
        @DefaultValue("durable") @NotNull Subscription subscription,
        @DefaultValue("notification-service") @NotBlank String clientId,
        @DefaultValue("rucio.events") @NotBlank String events,
        @DefaultValue("rucio.tracer") @NotBlank String traces,
        @DefaultValue("512KB") DataSize largestBody,
        @DefaultValue("5m") @DurationMin(seconds = 1) Duration late,
        @DefaultValue("30d") @DurationMin(hours = 1) Duration keepAside) {

    /** How messages wait for us while we are away. */
    enum Subscription {
        DURABLE,
        QUEUE
    }
}
