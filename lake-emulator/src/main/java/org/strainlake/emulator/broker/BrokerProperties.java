package org.strainlake.emulator.broker;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The message broker and the relay of events.
 *
 * @param directory where the broker keeps its messages
 * @param host address the broker listens on
 * @param openwirePort port for OpenWire (JMS); 0 picks a free one
 * @param stompPort port for STOMP; 0 picks a free one
 * @param hermesInterval pause between two rounds of the relay of events
 * @param hermesBulk most events relayed in one round
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.emulator.broker", ignoreUnknownFields = false)
record BrokerProperties(
        Path directory,
        @DefaultValue("127.0.0.1") @NotBlank String host,
        @DefaultValue("0") @Min(0) @Max(65535) int openwirePort,
        @DefaultValue("0") @Min(0) @Max(65535) int stompPort,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration hermesInterval,
        @DefaultValue("1000") @Min(1) @Max(100_000) int hermesBulk) {}
