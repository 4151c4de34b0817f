/**
 * Takes journey records from Kafka and books them, a batch in one transaction. Offsets are committed after
 * the transaction; a batch that fails is tried again for ever, a message that is no journey record is put
 * aside and blocks nothing.
 */
@ApplicationModule(allowedDependencies = {"store"})
@NullMarked
package org.strainlake.latency.booking;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
