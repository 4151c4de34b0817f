package org.strainlake.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.strainlake.uploader.source.ReplayProperties;

class SettingsTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(Settings.class)
            .withPropertyValues("strainlake.journey.clock=ego");

    @Configuration
    @ConfigurationPropertiesScan
    static class Settings {}

    @Test
    void withoutARootThereIsNoReplay() {
        application.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(ReplayProperties.class))
                    .isEqualTo(new ReplayProperties(java.util.List.of(), 4, 8));
        });
    }

    @Test
    void noChunkInFlightIsRefused() {
        application
                .withPropertyValues("strainlake.upload.max-in-flight=0")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("maxInFlight"));
    }

    @Test
    void aMisspelledKeyStopsTheStart() {
        application
                .withPropertyValues("strainlake.attach.max-bach=1")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("max-bach"));
    }
}
