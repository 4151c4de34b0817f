/** The form of every benchmark's result: rows that each say what was measured, beside what, and what was aimed at. */
@NullMarked
package org.strainlake.benchmark.result;

import org.jspecify.annotations.NullMarked;
