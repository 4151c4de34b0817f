package org.strainlake.downloader.fetch;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Listens to the feed of every experiment that is configured, so that it is written down once. */
public class EventTopics implements EnvironmentPostProcessor, Ordered {
    static final String PREFIX = "strainlake.events.";

    private static final String DESTINATION = "spring.cloud.stream.bindings.events-in-0.destination";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var experiments = Binder.get(environment)
                .bind("strainlake.experiments", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
        if (!experiments.isEmpty()) {
            var topics = new TreeSet<>(experiments.keySet())
                    .stream()
                            .flatMap(name -> Stream.of(PREFIX + name + ".proprietary", PREFIX + name + ".public"))
                            .collect(Collectors.joining(","));
            environment.getPropertySources().addLast(new MapPropertySource("eventTopics", Map.of(DESTINATION, topics)));
        }
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
