/**
 * The book: what became of every GPS second that was expected, and how long each leg of its way took. The
 * judgement is a function of the stamps alone, not of the order in which records came.
 */
@ApplicationModule(allowedDependencies = {"store"})
@NullMarked
package org.strainlake.latency.statistics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
