/** Kafka and PostgreSQL as processes or within one, on free loopback ports, for rehearsals and tests. */
@NullMarked
package org.strainlake.local;

import org.jspecify.annotations.NullMarked;
