/**
 * The storages of the lake: directories behind WebDAV, each an RSE, open or protected by tokens. It remembers the adler32
 * of what it took.
 */
@ApplicationModule(allowedDependencies = {"http", "issuer"})
@NullMarked
package org.strainlake.emulator.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
