/**
 * What became of each chunk for each follow, durable and written in groups, and the outbox of the journey:
 * a row is told to the book until Kafka has acknowledged it. Rows are many and hot, so they are written by
 * JDBC batches; journey records are many too and wait for their acknowledgements together, which the stream
 * bridge cannot do, so they have a producer of their own.
 */
@ApplicationModule(allowedDependencies = {"follow", "verify"})
@NullMarked
package org.strainlake.downloader.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
