/** A real ActiveMQ inside the process, and the relay that brings the catalogue's events and traces to it. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.strainlake.emulator.broker;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
