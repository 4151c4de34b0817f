/** Whether a rehearsal succeeded: the book must close, and the files on disk must agree with it. */
@NullMarked
package org.strainlake.rehearsal.verdict;

import org.jspecify.annotations.NullMarked;
