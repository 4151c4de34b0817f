/**
 * A stand-in for Rucio, WebDAV storage, token issuer and message broker, honest about its limits: what it does not do it
 * refuses with 501.
 */
@NullMarked
package org.strainlake.emulator;

import org.jspecify.annotations.NullMarked;
