package org.strainlake.deviation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.jdbc.core.JdbcTemplate;
import org.strainlake.kafka.KafkaProperties;

/** Every service with a database and a Kafka tells the book what went otherwise than it should. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(JdbcTemplate.class)
@ConditionalOnBean(JdbcTemplate.class)
@ConditionalOnProperty("spring.cloud.stream.kafka.binder.brokers")
@EnableConfigurationProperties(KafkaProperties.class)
public class DeviationAutoConfiguration {
    private static final int MOST_WAITING = 10_000;
    private static final String SUFFIX = "-service";

    @Bean
    Incidents incidents(
            InstantSource clock, MeterRegistry meters, @Value("${spring.application.name}") String application) {
        var service = application.endsWith(SUFFIX)
                ? application.substring(0, application.length() - SUFFIX.length())
                : application;
        var lost = Counter.builder("strainlake.deviations.lost")
                .description("Deviations that nobody is told of, since too many waited")
                .register(meters);
        return new Incidents(service, UUID.randomUUID().toString(), clock, MOST_WAITING, lost);
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(DeviationChannel.class)
    KafkaChannel deviationChannel(KafkaProperties kafka) {
        return new KafkaChannel(kafka);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    @DependsOn("deviationOutbox") // an instance that stands by tells nothing
    KafkaWatch kafkaWatch(KafkaProperties kafka, Incidents incidents) {
        return new KafkaWatch(kafka, incidents);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    DeviationOutbox deviationOutbox(Incidents incidents, JdbcTemplate jdbc, DeviationChannel channel) {
        return new DeviationOutbox(
                incidents, new ServiceLife(jdbc, incidents.life()), new DeviationTable(jdbc), channel);
    }
}
