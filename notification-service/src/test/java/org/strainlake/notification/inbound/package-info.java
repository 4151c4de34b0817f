@NullMarked
package org.strainlake.notification.inbound;

import org.jspecify.annotations.NullMarked;
