/**
 * A chunk's journey: the stages it passes, the stamps of each, and what the book must expect. Every
 * service writes these records to one topic, latency-service books them.
 */
@NullMarked
package org.strainlake.journey;

import org.jspecify.annotations.NullMarked;
