@NullMarked
package org.strainlake.notification.release;

import org.jspecify.annotations.NullMarked;
