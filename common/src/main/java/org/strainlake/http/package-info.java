/**
 * How this process calls others by HTTP: one client for all of them, no redirect followed unseen, no wait
 * without an end, and a circuit breaker for each other side. Knows nothing of what is said.
 */
@NullMarked
package org.strainlake.http;

import org.jspecify.annotations.NullMarked;
