/** Sealing: what it takes of a core, beside the bare cipher. */
@NullMarked
package org.strainlake.benchmark.seal;

import org.jspecify.annotations.NullMarked;
