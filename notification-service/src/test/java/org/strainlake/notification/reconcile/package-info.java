@NullMarked
package org.strainlake.notification.reconcile;

import org.jspecify.annotations.NullMarked;
