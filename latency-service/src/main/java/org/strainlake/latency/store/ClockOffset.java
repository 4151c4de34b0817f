package org.strainlake.latency.store;

/**
 * How far a clock that takes stamps was from the clock of latency-service.
 *
 * @param clock its name, as stamps give it
 * @param atNanos when they were compared, in nanoseconds since 1970 by the clock of latency-service
 * @param offsetNanos by how much it was ahead, in nanoseconds; negative if it was behind
 * @param uncertaintyNanos by how much the offset may be wrong either way, in nanoseconds
 */
public record ClockOffset(String clock, long atNanos, long offsetNanos, long uncertaintyNanos) {}
