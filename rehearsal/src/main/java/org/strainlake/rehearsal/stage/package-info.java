/**
 * The parts of a rehearsal as processes on loopback: starting, watching, measuring and ending them, and
 * the distance between the sites. Knows nothing of what is played.
 */
@NullMarked
package org.strainlake.rehearsal.stage;

import org.jspecify.annotations.NullMarked;
