/** Answers over HTTP: books, their closure and their lines, and sealed days, to whoever may know of the run. */
@ApplicationModule(allowedDependencies = {"live", "seal", "store", "statistics"})
@NullMarked
package org.strainlake.latency.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
