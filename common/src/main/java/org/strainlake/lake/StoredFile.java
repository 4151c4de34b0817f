package org.strainlake.lake;

import java.util.Optional;
import org.strainlake.checksum.Adler32Checksum;

/**
 * What a storage says of a file it holds.
 *
 * @param bytes size
 * @param adler32 its digest; empty while a PUT is under way and on storages that know none
 */
public record StoredFile(long bytes, Optional<Adler32Checksum> adler32) {}
