/** Checksums of files: adler32, which Rucio and the storages speak, and SHA-256, which the book keeps. */
@NullMarked
package org.strainlake.checksum;

import org.jspecify.annotations.NullMarked;
