package org.strainlake.latency;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.DataAccess;
import org.strainlake.token.ExperimentProperties;

/** Takes the name of a role for a token: {@code Bearer reader}. */
@TestConfiguration(proxyBeanMethods = false)
@EnableConfigurationProperties(ExperimentProperties.class)
class FakeSecurity {
    static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.EPOCH);

    @Bean
    InstantSource clock() {
        return NOW::get;
    }

    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
        return http.csrf(csrf -> csrf.disable())
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .exceptionHandling(
                        each -> each.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))
                .addFilterBefore(new RoleFilter(), AnonymousAuthenticationFilter.class)
                .build();
    }

    @Bean
    DataAccess access() {
        return new RoleAccess();
    }

    private static final class RoleFilter extends OncePerRequestFilter {
        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            var header = request.getHeader("Authorization");
            if (header != null) {
                SecurityContextHolder.getContext()
                        .setAuthentication(new UsernamePasswordAuthenticationToken(
                                header.substring("Bearer ".length()), "", List.of()));
            }
            chain.doFilter(request, response);
        }
    }

    private static final class RoleAccess implements DataAccess {
        @Override
        public @Nullable String experimentOf(String scope) {
            return "virgo".equals(scope) ? "virgo" : null;
        }

        @Override
        public boolean isPublic(DataIdentifier did) {
            return did.name().contains("_PUBLIC-");
        }

        @Override
        public boolean mayRead(@Nullable Authentication caller, DataIdentifier did) {
            return isPublic(did) || is(caller, "reader");
        }

        @Override
        public boolean mayCreate(@Nullable Authentication caller, DataIdentifier did) {
            return false;
        }

        @Override
        public boolean hasRole(@Nullable Authentication caller, String experiment, Role role) {
            return is(caller, role.name().toLowerCase(java.util.Locale.ROOT));
        }

        @Override
        public Set<String> readableExperiments(@Nullable Authentication caller) {
            return is(caller, "reader") ? Set.of("virgo") : Set.of();
        }

        private static boolean is(@Nullable Authentication caller, String name) {
            return caller != null && name.equals(caller.getName());
        }
    }
}
