package org.strainlake.embargo;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.annotation.Bean;
import org.strainlake.kafka.KafkaProperties;

/** Every service that speaks to Kafka knows the embargoes. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(name = "org.springframework.cloud.stream.binder.kafka.KafkaMessageChannelBinder")
@ConditionalOnProperty(name = "strainlake.embargo.enabled", matchIfMissing = true)
@EnableConfigurationProperties({EmbargoProperties.class, KafkaProperties.class})
public class EmbargoAutoConfiguration {
    @Bean
    EmbargoBook embargoBook() {
        return EmbargoBook.unread();
    }

    /** Health needs no token. */
    @Bean
    static BeanPostProcessor healthWithoutClosedNames(ObjectProvider<EmbargoBook> books) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof HealthContributorRegistry registry
                        ? new ClosedHealth(registry, new OpaqueNames(books::getObject))
                        : bean;
            }
        };
    }

    @Bean("embargoesHealthIndicator")
    EmbargoFollower embargoFollower(KafkaProperties kafka, EmbargoProperties settings, EmbargoBook book) {
        return new EmbargoFollower(kafka, settings, book);
    }
}
