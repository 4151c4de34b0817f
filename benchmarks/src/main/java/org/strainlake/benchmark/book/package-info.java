/** The book: questions to latency-service while it holds the lines of a year. */
@NullMarked
package org.strainlake.benchmark.book;

import org.jspecify.annotations.NullMarked;
