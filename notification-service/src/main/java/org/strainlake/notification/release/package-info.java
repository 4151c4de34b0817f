/**
 * Tells everybody what was told to members only, once its embargo is lifted: first that it is lifted, then the events
 * themselves, from the proprietary log into the public one, each once.
 */
@ApplicationModule(allowedDependencies = {"log"})
@NullMarked
package org.strainlake.notification.release;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
