/**
 * Puts chunks where their followers read them: under a temporary name first, under the final name only when
 * whole and right. What a sink cannot take now is its trouble, seen in the health component {@code sinks}.
 */
@ApplicationModule(allowedDependencies = {"follow", "verify"})
@NullMarked
package org.strainlake.downloader.deliver;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
