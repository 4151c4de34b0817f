/** Tells the other services what became of each chunk. Told is only what the broker acknowledged. */
@ApplicationModule(allowedDependencies = {"journal", "source", "stream"})
@NullMarked
package org.strainlake.uploader.announce;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
