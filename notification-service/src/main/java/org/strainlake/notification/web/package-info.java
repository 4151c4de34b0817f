/** The HTTP face: parameters in, streams and RFC 9457 problems out. */
@ApplicationModule(allowedDependencies = {"inbound", "log", "outbound"})
@NullMarked
package org.strainlake.notification.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
