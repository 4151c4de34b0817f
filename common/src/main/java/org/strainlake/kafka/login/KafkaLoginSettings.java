package org.strainlake.kafka.login;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Tells the Kafka binder, and with it every Kafka client of this process, how to log in. What is configured
 * for the binder itself goes before.
 */
public class KafkaLoginSettings implements EnvironmentPostProcessor, Ordered {
    static final String NAME = "org.strainlake.kafka.login-name";

    private static final String BINDER = "spring.cloud.stream.kafka.binder.configuration";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var security = Binder.get(environment)
                .bind("strainlake.kafka.security", Security.class)
                .orElse(Security.NONE);
        if (security == Security.OAUTHBEARER && !environment.containsProperty(NAME)) {
            var name = KafkaLogins.newName();
            var settings = new HashMap<String, Object>(Map.of(NAME, name));
            KafkaLogins.settings(name).forEach((key, value) -> settings.put(BINDER + "[" + key + "]", value));
            environment.getPropertySources().addLast(new MapPropertySource("kafkaLogin", settings));
        }
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
