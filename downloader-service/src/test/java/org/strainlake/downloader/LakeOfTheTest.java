package org.strainlake.downloader;

import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.strainlake.token.ExperimentProperties;

/** What common brings where there is a lake. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ExperimentProperties.class)
class LakeOfTheTest {
    @Bean
    @ConditionalOnMissingBean
    InstantSource time() {
        return InstantSource.system();
    }
}
