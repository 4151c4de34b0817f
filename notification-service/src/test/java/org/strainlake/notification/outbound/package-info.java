@NullMarked
package org.strainlake.notification.outbound;

import org.jspecify.annotations.NullMarked;
