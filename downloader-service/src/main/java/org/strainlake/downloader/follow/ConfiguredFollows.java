package org.strainlake.downloader.follow;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * The follows under {@code strainlake.follows}: a map, which no settings record can be bound to. Keys below a
 * list escape Boot's own search for misspelled ones, so that it is done here.
 */
final class ConfiguredFollows {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("strainlake.follows");
    private static final Pattern KEYS =
            Pattern.compile("experiment|datasets|from|lossdeadline|sinks\\.\\d+\\.directory\\.(path|keep|fsync)");

    private ConfiguredFollows() {}

    /**
     * Reads them.
     *
     * @throws org.springframework.boot.context.properties.bind.BindException if a value is wrong
     * @throws IllegalArgumentException if a key is misspelled
     */
    static Map<String, FollowSettings> read(Environment environment) {
        for (var source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream().filter(PREFIX::isAncestorOf).forEach(ConfiguredFollows::requireKnown);
            }
        }
        return Binder.get(environment)
                .bind(PREFIX, Bindable.mapOf(String.class, FollowSettings.class))
                .orElse(Map.of());
    }

    private static void requireKnown(ConfigurationPropertyName name) {
        int afterFollow = PREFIX.getNumberOfElements() + 1;
        var key = IntStream.range(afterFollow, name.getNumberOfElements())
                .mapToObj(index -> name.getElement(index, Form.UNIFORM))
                .collect(Collectors.joining("."));
        if (!KEYS.matcher(key).matches()) {
            throw new IllegalArgumentException("no such setting: " + name);
        }
    }
}
