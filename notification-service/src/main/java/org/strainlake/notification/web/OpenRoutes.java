package org.strainlake.notification.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.strainlake.token.PublicRoutes;

/** Routes that a caller without a token may reach, since they decide by what is public. */
@Configuration(proxyBeanMethods = false)
class OpenRoutes {
    @Bean
    PublicRoutes publicRoutes() {
        return PublicRoutes.of("/v1/events", "/v1/cursors", "/v1/cursors/*", "/v1/files/**");
    }
}
