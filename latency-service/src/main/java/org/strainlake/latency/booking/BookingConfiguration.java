package org.strainlake.latency.booking;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.cloud.stream.binder.kafka.properties.KafkaBinderConfigurationProperties;
import org.springframework.cloud.stream.config.BindingServiceProperties;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

/** Wires the intake to Kafka. */
@Configuration(proxyBeanMethods = false)
class BookingConfiguration {
    private static final String BINDING = "journey-in-0";

    /** A batch that fails is tried again for ever, in order: what may pass must not be dropped. */
    @Bean
    ListenerContainerCustomizer<AbstractMessageListenerContainer<?, ?>> untiring(BookingProperties settings) {
        return (container, destination, group) -> container.setCommonErrorHandler(new DefaultErrorHandler(
                new FixedBackOff(settings.retryPause().toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS)));
    }

    @Bean(destroyMethod = "close")
    Admin kafkaAdmin(KafkaBinderConfigurationProperties binder, BookingProperties settings) {
        var configuration = new HashMap<String, Object>(binder.getConfiguration());
        configuration.putAll(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                binder.getKafkaConnectionString(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(settings.healthTimeout().toMillis()),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(settings.healthTimeout().toMillis())));
        return Admin.create(configuration);
    }

    /** Health component {@code kafka}. */
    @Bean
    KafkaHealthIndicator kafkaHealthIndicator(Admin kafkaAdmin, BookingProperties settings) {
        return new KafkaHealthIndicator(kafkaAdmin, settings.healthTimeout());
    }

    /** Health component {@code journey}. */
    @Bean
    JourneyHealthIndicator journeyHealthIndicator(
            Admin kafkaAdmin, BindingServiceProperties bindings, BookingProperties settings, JourneyIntake intake) {
        return new JourneyHealthIndicator(
                kafkaAdmin, bindings.getGroup(BINDING), bindings.getBindingDestination(BINDING), settings, intake);
    }
}
