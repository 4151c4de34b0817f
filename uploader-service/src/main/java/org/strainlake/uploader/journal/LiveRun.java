package org.strainlake.uploader.journal;

import java.time.Instant;

/**
 * The run of what arrives in a directory.
 *
 * @param run its name
 * @param firstGps GPS second of the first file that came
 * @param planned when that was
 */
public record LiveRun(String run, long firstGps, Instant planned) {}
