/**
 * From an event to a delivered chunk: takes the events of the feed, fetches what a follow wants, and tries
 * again what may pass. A batch of events counts as taken when each of its chunks is delivered or durably
 * pending.
 */
@ApplicationModule(allowedDependencies = {"follow", "deliver", "ledger", "verify"})
@NullMarked
package org.strainlake.downloader.fetch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
