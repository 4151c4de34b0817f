/** Of several instances of a service one works; the others stand by until it ends. */
@NullMarked
package org.strainlake.standby;

import org.jspecify.annotations.NullMarked;
