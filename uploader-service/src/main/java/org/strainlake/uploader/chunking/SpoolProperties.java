package org.strainlake.uploader.chunking;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where sealed files wait for a storage.
 *
 * @param directory directory of this service alone that outlives it; needed as soon as a stream is sealed. It holds sealed
 *     bytes only, of what is on its way and of the next chunks of each replay
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.spool", ignoreUnknownFields = false)
record SpoolProperties(@Nullable Path directory) {}
