package org.strainlake.latency.booking;

import java.util.HashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cloud.stream.config.BindingServiceProperties;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

/** Wires the intake to Kafka. */
@Configuration(proxyBeanMethods = false)
class BookingConfiguration {
    private static final String BINDER = "spring.cloud.stream.kafka.binder";
    private static final String BINDING = "journey-in-0";

    /** A batch that fails is tried again for ever, in order: what may pass must not be dropped. */
    @Bean
    ListenerContainerCustomizer<AbstractMessageListenerContainer<?, ?>> untiring(BookingProperties settings) {
        return (container, destination, group) -> container.setCommonErrorHandler(new DefaultErrorHandler(
                new FixedBackOff(settings.retryPause().toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS)));
    }

    /**
     * Asks the cluster that the binder uses, with the binder's own settings; these live in a context of their own. Made
     * when first needed: it logs in at once, and the service starts while the issuer is down.
     */
    @Lazy
    @Bean(destroyMethod = "close")
    Admin journeyAdmin(Environment environment, BookingProperties settings) {
        var binder = Binder.get(environment);
        var configuration = new HashMap<String, Object>();
        binder.bind(BINDER + ".configuration", Bindable.mapOf(String.class, String.class))
                .ifBound(configuration::putAll);
        int timeout = Math.toIntExact(settings.healthTimeout().toMillis());
        configuration.put(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                binder.bind(BINDER + ".brokers", String.class).get());
        configuration.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
        configuration.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
        return Admin.create(configuration);
    }

    /** Health component {@code kafka}. */
    @Bean
    KafkaHealthIndicator kafkaHealthIndicator(@Lazy Admin journeyAdmin, BookingProperties settings) {
        return new KafkaHealthIndicator(journeyAdmin, settings.healthTimeout());
    }

    /** Health component {@code journey}. */
    @Bean
    JourneyHealthIndicator journeyHealthIndicator(
            @Lazy Admin journeyAdmin,
            BindingServiceProperties bindings,
            BookingProperties settings,
            JourneyIntake intake) {
        return new JourneyHealthIndicator(
                journeyAdmin, bindings.getGroup(BINDING), bindings.getBindingDestination(BINDING), settings, intake);
    }
}
