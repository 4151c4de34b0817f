package org.strainlake.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class SettingsTest {
    private final ApplicationContextRunner service = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(OnlySettings.class)
            .withPropertyValues("strainlake.experiments.virgo.scopes=virgo");

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        service.run(context -> {
            var settings = context.getBeansOfType(Record.class).values().toString();

            assertThat(settings)
                    .contains("lossDeadline=PT10M")
                    .contains("retryPause=PT1S", "lagLimit=5000", "healthTimeout=PT2S")
                    .contains("maxReaders=16")
                    .contains("interval=PT30S", "exchanges=8", "timeout=PT2S")
                    .contains("keyFile=null", "quiet=PT10M", "interval=PT1M")
                    .contains("interval=PT15S", "maxStreams=100");
        });
    }

    @Test
    void aMisspelledKeyStopsTheStart() {
        for (var key : Map.of(
                        "strainlake.book.loss-deadlin", "10m",
                        "strainlake.booking.lag-limt", "5",
                        "strainlake.web.max-reader", "5",
                        "strainlake.seal.key-fil", "key.pem",
                        "strainlake.clocks.addres.ego", "http://ego/")
                .entrySet()) {
            service.withPropertyValues(key.getKey() + "=" + key.getValue())
                    .run(context -> assertThat(context).as(key.getKey()).hasFailed());
        }
    }

    @Test
    void aValueOutOfBoundsStopsTheStart() {
        for (var key : new String[] {
            "strainlake.book.loss-deadline=1ms",
            "strainlake.booking.lag-limit=0",
            "strainlake.web.max-readers=0",
            "strainlake.seal.quiet=1ms",
            "strainlake.clocks.exchanges=0"
        }) {
            service.withPropertyValues(key)
                    .run(context -> assertThat(context).as(key).hasFailed());
        }
    }

    @EnableConfigurationProperties
    @ConfigurationPropertiesScan(basePackageClasses = LatencyApplication.class)
    static class OnlySettings {}
}
