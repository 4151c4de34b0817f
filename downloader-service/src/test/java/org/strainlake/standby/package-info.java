@NullMarked
package org.strainlake.standby;

import org.jspecify.annotations.NullMarked;
