/**
 * Kafka and PostgreSQL as processes or within one, on free loopback ports, and Java programs as processes, for
 * rehearsals, benchmarks and tests.
 */
@NullMarked
package org.strainlake.local;

import org.jspecify.annotations.NullMarked;
