package org.strainlake.embargo;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How the keys of sealed datasets are protected.
 *
 * @param kekFile file of the key-encryption keys, a keyset in Tink's JSON that only this service may read; read once, at
 *     the start
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.sealing", ignoreUnknownFields = false)
public record SealingProperties(@NotNull Path kekFile) {}
