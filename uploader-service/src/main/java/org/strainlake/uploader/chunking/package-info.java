/** Cuts a plan's chunks out of its source, names them, writes, sums and seals each file, some of them ahead of time. */
@ApplicationModule(allowedDependencies = {"source", "stream"})
@NullMarked
package org.strainlake.uploader.chunking;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
