/**
 * Faults on purpose: what is wrong with which requests, for how long, and when it struck. The room is not there unless a
 * key file is named in the settings.
 */
@ApplicationModule(allowedDependencies = {"broker", "http", "issuer", "storage"})
@NullMarked
package org.strainlake.emulator.fault;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
