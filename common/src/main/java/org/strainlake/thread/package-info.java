/** What every part does with threads of its own. */
@NullMarked
package org.strainlake.thread;

import org.jspecify.annotations.NullMarked;
