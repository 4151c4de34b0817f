package org.strainlake.kafka.login;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.strainlake.token.TokenClientAutoConfiguration;
import org.strainlake.token.TokenSource;

/** Logs in to Kafka with this process's own tokens, where that is configured. */
@AutoConfiguration(after = TokenClientAutoConfiguration.class)
@EnableConfigurationProperties(KafkaLoginProperties.class)
public class KafkaLoginAutoConfiguration {
    /** Ready before any bean is made: some of them are Kafka clients. */
    @Bean
    @ConditionalOnProperty(KafkaLoginSettings.NAME)
    static BeanFactoryPostProcessor kafkaLogin(Environment environment) {
        return beans -> {
            var settings = Binder.get(environment).bindOrCreate("strainlake.kafka", KafkaLoginProperties.class);
            KafkaLogins.register(
                    environment.getRequiredProperty(KafkaLoginSettings.NAME),
                    new KafkaLogins.Login(
                            () -> beans.getBean(TokenSource.class), settings.audience(), settings.scope()));
        };
    }

    /** Needs the tokens, so that a process without them does not start, and lets go of them at its end. */
    @Bean
    @ConditionalOnProperty(KafkaLoginSettings.NAME)
    DisposableBean kafkaLoginEnd(TokenSource tokens, Environment environment) {
        var name = environment.getRequiredProperty(KafkaLoginSettings.NAME);
        return () -> KafkaLogins.forget(name);
    }
}
