package org.strainlake.emulator.catalogue;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The catalogue.
 *
 * @param directory where its journal lies
 * @param version what {@code /ping} answers
 * @param accounts who may come in
 * @param expectedAudience audience a token must name
 * @param expectedScopes scopes a token must have
 * @param loginLifetime how long a login by password is good
 * @param daemonInterval pause between two rounds of the daemons that evaluate rules
 * @param transfers most transfers at a time
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.emulator.catalogue", ignoreUnknownFields = false)
public record CatalogueProperties(
        Path directory,
        @DefaultValue("41.5.1") @NotBlank String version,
        @DefaultValue List<@Valid Account> accounts,
        @DefaultValue("rucio") @NotBlank String expectedAudience,
        @DefaultValue({"openid", "profile"}) List<String> expectedScopes,
        @DefaultValue("1h") @DurationMin(seconds = 1) Duration loginLifetime,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration daemonInterval,
        @DefaultValue("2") @Min(1) @Max(32) int transfers) {

    /**
     * An account.
     *
     * @param name its name; {@code root} may do everything
     * @param subjects OIDC subjects (of our issuer) that it belongs to
     * @param username name for the login by password; the account's name if absent
     * @param passwordFile file that holds the password and nothing else; no login by password if absent
     * @param admin whether it has the attribute {@code admin}: it may register replicas and change what others own
     * @param scopes scopes it owns, made at the start
     * @param quota whether it may have rules, without limit
     */
    public record Account(
            @Pattern(regexp = "[a-z0-9-_]{1,25}") String name,
            @DefaultValue List<String> subjects,
            @Nullable String username,
            @Nullable Path passwordFile,
            @DefaultValue("false") boolean admin,
            @DefaultValue List<String> scopes,
            @DefaultValue("true") boolean quota) {}
}
