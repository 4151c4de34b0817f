/**
 * Streams as configuration: what a stream's chunks are called, which dataset each belongs to, and where
 * they go.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.strainlake.uploader.stream;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
