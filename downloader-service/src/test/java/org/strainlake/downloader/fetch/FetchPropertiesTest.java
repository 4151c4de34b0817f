package org.strainlake.downloader.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class FetchPropertiesTest {
    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    static FetchProperties defaults() {
        return new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("strainlake.fetch", Bindable.of(FetchProperties.class));
    }

    @Test
    void theDefaultsFetchEightAtOnceAndRetryAfterFiftyMilliseconds() {
        context.run(started -> {
            var settings = started.getBean(FetchProperties.class);
            assertThat(settings.maxInFlight()).isEqualTo(8);
            assertThat(settings.retry().notVisible()).isEqualTo(Duration.ofMillis(50));
            assertThat(settings.retry().corruptedAfter()).isEqualTo(5);
        });
    }

    @Test
    void aBoundAndAMisspelledKeyStopTheStart() {
        context.withPropertyValues("strainlake.fetch.max-in-flight=0")
                .run(started -> assertThat(started).hasFailed());
        context.withPropertyValues("strainlake.fetch.max-in-fligth=4")
                .run(started -> assertThat(started).hasFailed());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(FetchProperties.class)
    static class Settings {}
}
