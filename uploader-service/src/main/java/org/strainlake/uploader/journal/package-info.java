/**
 * The durable state of chunks, replays and datasets. What is written here survives the process: whatever
 * was begun and not marked as done is done again at the next start.
 */
@ApplicationModule(allowedDependencies = {"source", "stream"})
@NullMarked
package org.strainlake.uploader.journal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
