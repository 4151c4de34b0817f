/** The feed: from an announcement to each of many readers, beside bare Kafka under the same load. */
@NullMarked
package org.strainlake.benchmark.feed;

import org.jspecify.annotations.NullMarked;
