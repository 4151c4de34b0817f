/**
 * How far the clocks that take stamps are from this host's: asked by timed exchanges of four stamps, of which the one with the
 * shortest way counts. Stamps stay as they were taken; who reads a book can judge them by this.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"store"})
package org.strainlake.latency.clock;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
