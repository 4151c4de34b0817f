package org.strainlake.latency.dashboard;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.strainlake.token.PublicRoutes;

/** Lets everybody have the page, which holds no data, and says what a browser may do with it. */
@Configuration(proxyBeanMethods = false)
class DashboardConfiguration implements WebMvcConfigurer {
    private final DashboardProperties settings;

    DashboardConfiguration(DashboardProperties settings) {
        this.settings = settings;
    }

    @Bean
    static PublicRoutes page() {
        return PublicRoutes.of("/", "/index.html", "/dashboard/**", "/webjars/**", "/v1/dashboard/**");
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new PageHeaders(settings.login()))
                .addPathPatterns("/", "/index.html", "/dashboard/**", "/webjars/**");
    }
}
