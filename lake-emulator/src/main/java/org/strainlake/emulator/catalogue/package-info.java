/**
 * What Rucio knows and does: DIDs, replicas, rules and the daemons that keep them. Changes are written to a journal, which
 * is read again at the next start. HTTP is not spoken here.
 */
@ApplicationModule(allowedDependencies = {"broker", "storage"})
@NullMarked
package org.strainlake.emulator.catalogue;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
