/** Says whether the bytes that came are the bytes that were announced. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.strainlake.downloader.verify;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
