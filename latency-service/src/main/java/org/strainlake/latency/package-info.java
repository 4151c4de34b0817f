/**
 * The latency service: books every stage that a chunk reaches and answers, for every GPS second and
 * follower, what became of it and how long it took.
 */
@NullMarked
package org.strainlake.latency;

import org.jspecify.annotations.NullMarked;
