/** What is played: the options of a rehearsal and its course from warm-up to closed book. */
@NullMarked
package org.strainlake.rehearsal.campaign;

import org.jspecify.annotations.NullMarked;
