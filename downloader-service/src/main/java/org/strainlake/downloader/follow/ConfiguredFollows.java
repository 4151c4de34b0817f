package org.strainlake.downloader.follow;

import java.util.Map;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/** The follows under {@code strainlake.follows}: a map, which no settings record can be bound to strictly. */
final class ConfiguredFollows {
    static final String PREFIX = "strainlake.follows";

    private ConfiguredFollows() {}

    /**
     * Reads them.
     *
     * @throws org.springframework.boot.context.properties.bind.BindException if a key is misspelled or a value is wrong
     */
    static Map<String, FollowSettings> read(Environment environment) {
        return Binder.get(environment)
                .bind(
                        PREFIX,
                        Bindable.mapOf(String.class, FollowSettings.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()))
                .orElse(Map.of());
    }
}
