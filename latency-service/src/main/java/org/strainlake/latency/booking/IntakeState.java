package org.strainlake.latency.booking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the intake did since the process started.
 *
 * @param booked records booked
 * @param putAside messages put aside
 * @param lastAt when the last batch was booked; null before the first
 */
record IntakeState(long booked, long putAside, @Nullable Instant lastAt) {}
