package org.strainlake.latency.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.strainlake.token.PublicRoutes;

/** Lets callers without a token in: {@link BookAccess} decides for each run and day whether it is public. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {
    @Bean
    PublicRoutes booksOfPublicRuns() {
        return PublicRoutes.of("/v1/books", "/v1/books/**", "/v1/days/**", "/v1/seal-key");
    }
}
