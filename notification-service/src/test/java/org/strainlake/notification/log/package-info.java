@NullMarked
package org.strainlake.notification.log;

import org.jspecify.annotations.NullMarked;
