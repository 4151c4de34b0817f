package org.strainlake.kafka.login;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this process logs in to Kafka.
 *
 * @param security {@code oauthbearer} for a token of this process's own, which needs strainlake.token.client;
 *     {@code none} to leave it to the settings of the Kafka binder
 * @param audience whom the token is for: what the brokers expect
 * @param scope scopes asked for, separated by spaces
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.kafka", ignoreUnknownFields = false)
record KafkaLoginProperties(
        @DefaultValue("none") @NotNull Security security,
        @DefaultValue("https://kafka.strainlake") @NotBlank String audience,
        @DefaultValue("openid") @NotBlank String scope) {}
