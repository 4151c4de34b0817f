package org.strainlake.chunkfile;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Keeps jhdf from warning, for each file written, that its writing is young: a foreign reader judges our files
 * instead. Any {@code logging.level} of the user's goes before.
 */
final class QuietHdfWriting implements EnvironmentPostProcessor {
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("quietHdfWriting", Map.of("logging.level.io.jhdf", "ERROR")));
    }
}
