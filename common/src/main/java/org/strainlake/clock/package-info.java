/** This host's clock, told to whoever compares the clocks of hosts. */
@NullMarked
package org.strainlake.clock;

import org.jspecify.annotations.NullMarked;
