/** The feed: one durable log of events for each experiment and visibility, and the ways out of it. */
@NullMarked
package org.strainlake.notification;

import org.jspecify.annotations.NullMarked;
