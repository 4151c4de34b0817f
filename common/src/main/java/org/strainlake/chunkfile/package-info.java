/**
 * Chunk files: names after LIGO-T010150, and the HDF5 layout of the Gravitational Wave Open Science
 * Center, read by slices and written in memory.
 */
@NullMarked
package org.strainlake.chunkfile;

import org.jspecify.annotations.NullMarked;
