package org.strainlake.token;

import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.http.HttpProperties;
import org.strainlake.http.OutboundHttp;
import org.strainlake.problem.Problems;

/**
 * Makes every service a resource server: a token of a trusted issuer for every call, except on
 * {@link PublicRoutes}, the OpenAPI description and the management port, which only the cluster reaches.
 */
@AutoConfiguration(
        before = {
            SecurityAutoConfiguration.class,
            UserDetailsServiceAutoConfiguration.class,
            ServletWebSecurityAutoConfiguration.class,
            ManagementWebSecurityAutoConfiguration.class,
            OAuth2ResourceServerAutoConfiguration.class,
            OAuth2ResourceServerWebSecurityAutoConfiguration.class
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties({ExperimentProperties.class, HttpProperties.class, ResourceProperties.class})
@EnableWebSecurity
public class ResourceServerAutoConfiguration {
    private static final int MANAGEMENT_FIRST = 0;
    private static final int THEN_ALL_OTHERS = 1;

    @Bean
    @ConditionalOnMissingBean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    @ConditionalOnMissingBean(JwtDecoder.class)
    WlcgJwtDecoder jwtDecoder(ResourceProperties settings, HttpProperties outbound, InstantSource clock)
            throws IOException {
        var http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.keyTimeout());
        var caFile = outbound.caFile();
        if (caFile != null) {
            http.sslContext(OutboundHttp.trusting(caFile));
        }
        return new WlcgJwtDecoder(settings, http.build(), clock);
    }

    @Bean
    @ConditionalOnMissingBean(DataAccess.class)
    WlcgDataAccess dataAccess(
            ExperimentProperties experiments, ResourceProperties tokens, ObjectProvider<EmbargoBook> embargoes) {
        return new WlcgDataAccess(experiments, tokens, embargoes.getIfAvailable(EmbargoBook::withoutEmbargoes));
    }

    @Bean
    ManagementPort managementPort() {
        return new ManagementPort();
    }

    @Bean
    @Order(MANAGEMENT_FIRST)
    SecurityFilterChain managementIsForTheCluster(HttpSecurity http, ManagementPort management) {
        return stateless(http)
                .securityMatcher(management::received)
                .authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(THEN_ALL_OTHERS)
    SecurityFilterChain everyCallNeedsAToken(
            HttpSecurity http, ObjectProvider<PublicRoutes> publicRoutes, ObjectProvider<RefusalListener> listeners) {
        var problems = new BearerProblems(toAll(listeners));
        var open = publicRoutes.stream()
                .flatMap(routes -> routes.patterns().stream())
                .toArray(String[]::new);
        return stateless(http)
                .authorizeHttpRequests(all -> {
                    // Else the container's own 400 would come out as 401, and a stream would be judged twice.
                    all.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                            .permitAll();
                    all.requestMatchers("/v3/api-docs", "/v3/api-docs.yaml", "/v3/api-docs/**")
                            .permitAll();
                    if (open.length > 0) {
                        all.requestMatchers(open).permitAll();
                    }
                    all.anyRequest().authenticated();
                })
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems)
                        .jwt(jwt ->
                                jwt.jwtAuthenticationConverter(token -> new JwtAuthenticationToken(token, List.of())))
                        .withObjectPostProcessor(answeringFailuresWith(problems)))
                .exceptionHandling(all -> all.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .build();
    }

    /** The filter would rethrow it when keys are not to be had, and the container would call that our fault. */
    private static ObjectPostProcessor<BearerTokenAuthenticationFilter> answeringFailuresWith(BearerProblems problems) {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends BearerTokenAuthenticationFilter> O postProcess(O filter) {
                filter.setAuthenticationFailureHandler(problems);
                return filter;
            }
        };
    }

    private static HttpSecurity stateless(HttpSecurity http) {
        return http.sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(Customizer.withDefaults());
    }

    @Bean
    FilterRegistrationBean<RequestPathFilter> requestPathFilter(ObjectProvider<RefusalListener> listeners) {
        var registration = new FilterRegistrationBean<>(new RequestPathFilter(toAll(listeners)));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** What Spring Security's firewall refuses beyond {@link RequestPathFilter}: odd methods, hosts and headers. */
    @Bean
    RequestRejectedHandler requestRejectedHandler(ObjectProvider<RefusalListener> listeners) {
        var refusals = toAll(listeners);
        return (request, response, rejected) -> {
            refusals.refused(request, null, HttpStatus.BAD_REQUEST.value(), RequestPathFilter.REASON);
            Problems.write(request, response, RequestPathFilter.ambiguousPath());
        };
    }

    /** Looked up at the first refusal: filters are made before what they would tell. */
    private static RefusalListener toAll(ObjectProvider<RefusalListener> listeners) {
        return (request, caller, status, reason) ->
                listeners.forEach(each -> each.refused(request, caller, status, reason));
    }

    /** Tomcat would answer an encoded slash by itself, without a body. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSlashReachesTheFilter() {
        return factory -> factory.addConnectorCustomizers(
                connector -> connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue()));
    }
}
