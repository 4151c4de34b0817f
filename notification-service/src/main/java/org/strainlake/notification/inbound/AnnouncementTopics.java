package org.strainlake.notification.inbound;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Listens to the announcements of every experiment that is configured, so that it is written down once. */
public class AnnouncementTopics implements EnvironmentPostProcessor, Ordered {
    static final String PREFIX = "strainlake.announcements.";

    private static final String DESTINATION = "spring.cloud.stream.bindings.announcements-in-0.destination";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var experiments = Binder.get(environment)
                .bind("strainlake.experiments", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
        if (!experiments.isEmpty()) {
            var topics = new TreeSet<>(experiments.keySet())
                    .stream().map(PREFIX::concat).collect(Collectors.joining(","));
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource("announcementTopics", Map.of(DESTINATION, topics)));
        }
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
