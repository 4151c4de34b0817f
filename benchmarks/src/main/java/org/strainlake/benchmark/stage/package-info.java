/** What is measured, started as processes on this machine, and what each of them takes of it. */
@NullMarked
package org.strainlake.benchmark.stage;

import org.jspecify.annotations.NullMarked;
