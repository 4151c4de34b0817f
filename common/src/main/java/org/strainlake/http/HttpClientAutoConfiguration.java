package org.strainlake.http;

import java.io.IOException;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The one HTTP client of the process. */
@AutoConfiguration
@EnableConfigurationProperties(HttpProperties.class)
public class HttpClientAutoConfiguration {
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    OutboundHttp outboundHttp(HttpProperties settings) throws IOException {
        return OutboundHttp.of(settings);
    }
}
