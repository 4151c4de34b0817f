package org.strainlake.http;

import java.io.IOException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.strainlake.deviation.Deviations;

/** The one HTTP client of the process. */
@AutoConfiguration
@EnableConfigurationProperties(HttpProperties.class)
public class HttpClientAutoConfiguration {
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    OutboundHttp outboundHttp(HttpProperties settings, ObjectProvider<Deviations> deviations) throws IOException {
        return OutboundHttp.of(settings, deviations.getIfAvailable(() -> Deviations.NONE));
    }
}
