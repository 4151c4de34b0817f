package org.strainlake.lake.webdav;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How storages are talked to.
 *
 * @param audience whom tokens for a storage are for; if empty, the origin of the address, such as
 *     {@code https://dav.example:8443}
 * @param readScope scopes for reading, separated by spaces; if empty, no token is sent, as a public area wants
 * @param writeScope scopes for writing, reading back and removing partial files; if empty, no token is sent
 * @param timeout longest wait for an answer, and for the next bytes of one
 * @param slowestUpload what a storage takes in a second at least: the time for its bytes is added to a PUT's
 *     {@code timeout}
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.lake.storage", ignoreUnknownFields = false)
public record StorageProperties(
        @DefaultValue("") @NotNull String audience,
        @DefaultValue("storage.read:/") @NotNull String readScope,

        @DefaultValue("storage.read:/ storage.create:/ storage.modify:/") @NotNull
        String writeScope,

        @DefaultValue("5s") @NotNull @DurationMin(millis = 100)
        Duration timeout,

        @DefaultValue("1MB") @NotNull DataSize slowestUpload) {
    public StorageProperties {
        if (slowestUpload.toBytes() <= 0) {
            throw new IllegalArgumentException("strainlake.lake.storage.slowest-upload must be positive");
        }
    }
}
