package org.strainlake.emulator.fault;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Faults on purpose.
 *
 * @param keyFile file with the key that whoever adds faults must show as a bearer token; without it there is no way to
 *     add any
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.emulator.fault", ignoreUnknownFields = false)
record FaultProperties(@Nullable Path keyFile) {}
