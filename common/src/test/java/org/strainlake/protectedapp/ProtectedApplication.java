package org.strainlake.protectedapp;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.DataAccess;
import org.strainlake.token.PublicRoutes;
import org.strainlake.token.SettableClock;

/** A service with one route for files, which decides itself, and some that go wrong. */
@SpringBootApplication
public class ProtectedApplication {
    public static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    @Bean
    SettableClock clock() {
        return new SettableClock(START);
    }

    @Bean
    PublicRoutes filesDecideThemselves() {
        return PublicRoutes.of("/files/**");
    }

    @RestController
    static class Routes {
        private final DataAccess access;

        Routes(DataAccess access) {
            this.access = access;
        }

        @GetMapping("/files/{scope}/{*name}")
        String read(@Nullable Authentication caller, @PathVariable String scope, @PathVariable String name) {
            if (!access.mayRead(caller, did(scope, name))) {
                throw new AccessDeniedException("no");
            }
            return "strain";
        }

        @PutMapping("/files/{scope}/{*name}")
        @ResponseStatus(HttpStatus.CREATED)
        void create(@Nullable Authentication caller, @PathVariable String scope, @PathVariable String name) {
            if (!access.mayCreate(caller, did(scope, name))) {
                throw new AccessDeniedException("no");
            }
        }

        private static DataIdentifier did(String scope, String name) {
            return new DataIdentifier(scope, name.substring(1));
        }

        @GetMapping(path = "/closed", produces = MediaType.APPLICATION_JSON_VALUE)
        Map<String, String> closed(Authentication caller) {
            return Map.of("caller", caller.getName());
        }

        @GetMapping("/broken")
        String broken() {
            throw new IllegalStateException("org.strainlake.Secret holds /secret/place");
        }

        @GetMapping("/limited")
        String limited(@RequestParam @Max(10) int limit) {
            return String.valueOf(limit);
        }

        @PostMapping("/orders")
        String order(@RequestBody @Valid Order order) {
            return order.stream();
        }
    }

    /** Something to validate. */
    record Order(@NotBlank String stream, @Max(10) int chunks) {}
}
