/**
 * Rucio's REST interface over the catalogue: its paths, statuses and oddities as captured from a real one. It is a room
 * of its own, so that the catalogue speaks no HTTP.
 */
@ApplicationModule(allowedDependencies = {"catalogue", "broker", "issuer", "http"})
@NullMarked
package org.strainlake.emulator.rest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
