package org.strainlake.downloader.follow;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * A directory that chunks are delivered to.
 *
 * @param path absolute; made when missing. It belongs to one follow alone
 * @param keep how many of the newest chunks stay, by GPS time, as a ring; 0 keeps all
 * @param fsync whether a chunk must be on the disk before it counts as delivered
 */
public record DirectorySpec(
        @JsonSerialize(using = ToStringSerializer.class) Path path,
        @DefaultValue("0") int keep,
        @DefaultValue("true") boolean fsync) {
    private static final int LARGEST_RING = 1_000_000;

    public DirectorySpec {
        requireAbsolute(path);
        path = path.normalize();
        if (keep < 0 || keep > LARGEST_RING) {
            throw new IllegalArgumentException("a ring keeps 0 (all) to " + LARGEST_RING + " chunks, not " + keep);
        }
    }

    @JsonCreator
    static DirectorySpec of(
            @JsonProperty("path") Path path,
            @JsonProperty("keep") @Nullable Integer keep,
            @JsonProperty("fsync") @Nullable Boolean fsync) {
        return new DirectorySpec(path, keep == null ? 0 : keep, fsync == null || fsync);
    }

    private static void requireAbsolute(@Nullable Path path) {
        if (path == null || !path.isAbsolute()) {
            throw new IllegalArgumentException("a directory sink needs an absolute path");
        }
    }
}
