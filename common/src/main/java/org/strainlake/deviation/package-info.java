/**
 * What went otherwise than it should, told to the book: each incident once, however many attempts it spoils. Told by
 * whoever notices, kept in the service's own database until Kafka has it.
 */
@NullMarked
package org.strainlake.deviation;

import org.jspecify.annotations.NullMarked;
