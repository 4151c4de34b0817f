/**
 * Events of the feed: what is told, under which id, and how it is written as CloudEvents on Kafka. The
 * value is always a Rucio body, so that consumers of Rucio's own events read ours.
 */
@NullMarked
package org.strainlake.event;

import org.jspecify.annotations.NullMarked;
