package org.strainlake.downloader.follow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where callers may have chunks delivered.
 *
 * @param roots directories below which a follow given over REST may have its own; without any, none may
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.sinks", ignoreUnknownFields = false)
record SinkProperties(@DefaultValue List<Path> roots) {
    SinkProperties {
        roots = roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    }

    /** Symbolic links are resolved as far as the directories exist. */
    boolean allow(Path path) {
        var real = real(path);
        return roots.stream().map(SinkProperties::real).anyMatch(root -> real.startsWith(root) && !real.equals(root));
    }

    private static Path real(Path path) {
        var existing = path;
        while (existing.getParent() != null && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        try {
            return existing.toRealPath().resolve(existing.relativize(path)).normalize();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell where " + path + " leads", e);
        }
    }
}
