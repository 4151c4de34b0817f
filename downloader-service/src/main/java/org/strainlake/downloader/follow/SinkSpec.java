package org.strainlake.downloader.follow;

import org.jspecify.annotations.Nullable;

/**
 * One place that chunks are delivered to.
 *
 * @param directory a directory; the only kind there is
 */
public record SinkSpec(DirectorySpec directory) {
    public SinkSpec {
        requireKind(directory);
    }

    private static void requireKind(@Nullable DirectorySpec directory) {
        if (directory == null) {
            throw new IllegalArgumentException("a sink needs a kind: directory");
        }
    }
}
