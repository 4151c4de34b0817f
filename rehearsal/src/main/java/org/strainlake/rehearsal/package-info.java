/** The dress rehearsal: starts every part on this machine, moves strain through it and tells how it went. */
@NullMarked
package org.strainlake.rehearsal;

import org.jspecify.annotations.NullMarked;
