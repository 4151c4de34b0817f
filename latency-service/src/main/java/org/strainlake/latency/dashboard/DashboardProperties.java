package org.strainlake.latency.dashboard;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The page at {@code /}.
 *
 * @param login how people log in; without it the page shows what is public
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.dashboard", ignoreUnknownFields = false)
record DashboardProperties(@Nullable @Valid Login login) {

    /**
     * Login by authorization code with PKCE, in the browser: the client has no secret. The address of the page, with a
     * slash at its end, is registered as its redirect URI, and the issuer lets the page's origin read its token endpoint.
     *
     * @param issuer what tokens carry as {@code iss}
     * @param authorizationEndpoint where the browser is sent to
     * @param tokenEndpoint where it fetches the token for the code
     * @param clientId the public client
     * @param scope scopes that are asked for, with spaces between
     * @param audience audience that the token is asked for; absent if the issuer has no such parameter
     */
    record Login(
            @NotBlank String issuer,
            @NotNull URI authorizationEndpoint,
            @NotNull URI tokenEndpoint,
            @NotBlank String clientId,
            @DefaultValue("openid wlcg.groups") String scope,
            @Nullable String audience) {}
}
