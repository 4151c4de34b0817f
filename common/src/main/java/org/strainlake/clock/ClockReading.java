package org.strainlake.clock;

/**
 * Two stamps of one host's clock around a question, in nanoseconds since 1970-01-01T00:00:00Z: with the asker's own two they
 * tell how far the clocks are apart.
 *
 * @param receivedNanos when the question was there
 * @param sentNanos when the answer left
 */
public record ClockReading(long receivedNanos, long sentNanos) {}
