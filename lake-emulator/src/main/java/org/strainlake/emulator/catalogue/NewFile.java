package org.strainlake.emulator.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * A file as a caller describes it.
 *
 * @param bytes size; null if the caller did not say
 */
public record NewFile(
        String scope,
        String name,
        @Nullable Long bytes,
        @Nullable String adler32,
        @Nullable String md5,
        char replicaState,
        @Nullable String pfn) {}
