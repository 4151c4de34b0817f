package org.strainlake.latency.seal;

import org.strainlake.checksum.Sha256Checksum;

/**
 * A file of a record.
 *
 * @param name its name, unique in its day
 * @param bytes how long it is
 * @param sha256 its sum, which the manifest names
 */
public record SealedFile(String name, long bytes, Sha256Checksum sha256) {}
