/** What every room with an HTTP face shares: its own address, the rules for request paths, the HTTP server's settings. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.strainlake.emulator.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
