package org.strainlake.kafka;

import jakarta.validation.constraints.NotEmpty;
import java.util.HashMap;
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
        @NotEmpty List<String> brokers, @DefaultValue Map<String, String> configuration) {

    /** What every client of this service is made with; the caller's own. */
    public Map<String, Object> client() {
        var client = new HashMap<String, Object>(configuration);
        client.put("bootstrap.servers", String.join(",", brokers));
        return client;
    }
}
