package org.strainlake.uploader.stream;

import jakarta.validation.Validation;
import java.util.Map;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;
import org.strainlake.token.ExperimentProperties;

@Configuration(proxyBeanMethods = false)
class StreamConfiguration {
    private static final String PREFIX = "strainlake.streams";

    /** Binds a map of records, which a {@code @ConfigurationProperties} record cannot hold at its own prefix. */
    @Bean
    Streams streams(Environment environment, ExperimentProperties experiments) {
        var streams = new Streams(bind(environment));
        for (var stream : streams.all()) {
            var settings = stream.settings();
            var experiment = experiments.experiments().get(settings.experiment());
            if (experiment == null || !experiment.scopes().contains(settings.scope())) {
                throw new IllegalStateException(PREFIX + "." + stream.id() + ": scope " + settings.scope()
                        + " is none of the experiment " + settings.experiment());
            }
        }
        return streams;
    }

    static Map<String, StreamSettings> bind(Environment environment) {
        try (var validation = Validation.buildDefaultValidatorFactory()) {
            var handler = new ValidationBindHandler(
                    new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()),
                    new SpringValidatorAdapter(validation.getValidator()));
            return Binder.get(environment)
                    .bind(PREFIX, Bindable.mapOf(String.class, StreamSettings.class), handler)
                    .orElseGet(Map::of);
        }
    }
}
