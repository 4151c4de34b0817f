/** GPS time, the scale on which strain is dated, and its relation to UTC. */
@NullMarked
package org.strainlake.time;

import org.jspecify.annotations.NullMarked;
