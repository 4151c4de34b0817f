/** Errors over HTTP as RFC 9457 problem details, the same in every service. */
@NullMarked
package org.strainlake.problem;

import org.jspecify.annotations.NullMarked;
