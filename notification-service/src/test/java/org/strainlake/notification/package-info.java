@NullMarked
package org.strainlake.notification;

import org.jspecify.annotations.NullMarked;
