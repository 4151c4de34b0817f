/**
 * Where strain comes from: the plan of a replay and the file it reads, and directories that are watched
 * for new files.
 */
@ApplicationModule(allowedDependencies = {"stream"})
@NullMarked
package org.strainlake.uploader.source;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
