/** Follows and delivered chunks over HTTP. Who may see or change what is decided by {@link org.strainlake.token.DataAccess}. */
@ApplicationModule(allowedDependencies = {"follow", "deliver", "ledger", "verify"})
@NullMarked
package org.strainlake.downloader.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
