/** Issues and verifies tokens as an INDIGO IAM with the WLCG profile does: discovery, keys, logins, and tokens by four grants. */
@ApplicationModule(allowedDependencies = {"http"})
@NullMarked
package org.strainlake.emulator.issuer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
