package org.strainlake.uploader.source;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Replays of GWOSC files.
 *
 * @param roots directories whose files, also in directories below, may be replayed; without one there is no replay
 * @param lookAhead chunks cut and written ahead of the moment they are due; what bounds a replay's memory
 * @param maxRunning replays that may run at the same time
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.replay", ignoreUnknownFields = false)
public record ReplayProperties(
        @DefaultValue List<Path> roots,
        @DefaultValue("4") @Min(1) @Max(64) int lookAhead,
        @DefaultValue("8") @Min(1) @Max(100) int maxRunning) {
    public ReplayProperties {
        roots = List.copyOf(roots);
    }
}
