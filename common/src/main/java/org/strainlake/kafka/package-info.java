/** Where Kafka is, for those clients that are not the stream binder's. */
@NullMarked
package org.strainlake.kafka;

import org.jspecify.annotations.NullMarked;
