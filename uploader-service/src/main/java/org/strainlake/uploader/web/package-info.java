/** REST: the streams, replays and their progress, chunks and how far each came. */
@ApplicationModule(allowedDependencies = {"embargo", "journal", "source", "stream", "upload"})
@NullMarked
package org.strainlake.uploader.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
