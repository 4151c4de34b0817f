package org.strainlake.downloader.ledger;

import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where Kafka is: the same settings that the stream binder reads, so that they stand in one place.
 *
 * @param brokers addresses {@code host:port}
 * @param configuration settings for every Kafka client, such as those of TLS and SASL
 */
@Validated
@ConfigurationProperties(prefix = "spring.cloud.stream.kafka.binder", ignoreUnknownFields = true)
public record KafkaProperties(
        @NotEmpty List<String> brokers, @DefaultValue Map<String, String> configuration) {}
