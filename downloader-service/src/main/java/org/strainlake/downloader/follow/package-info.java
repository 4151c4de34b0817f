/**
 * The standing orders: who wants which datasets, and where the chunks are put. Orders come from the
 * configuration or over REST and are durable either way, since the instant at which one was given decides
 * what it sees. Others hear of a change by {@link org.strainlake.downloader.follow.FollowChange}.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.strainlake.downloader.follow;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
