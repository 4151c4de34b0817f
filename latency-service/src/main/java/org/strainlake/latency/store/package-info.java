/**
 * What is known of runs, follows, chunks and deliveries, in PostgreSQL. Writing is a fold: the order in
 * which records come, and how often, does not change what is kept. Nothing is judged here.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.strainlake.latency.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
