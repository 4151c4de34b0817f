package org.strainlake.rehearsal.fault;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fault that was made.
 *
 * @param did the chunk that it struck, {@code scope:name}; null if it was for none
 * @param from when it began
 * @param until when what it did was over
 */
public record Incident(PlannedFault fault, @Nullable String did, Instant from, Instant until) {}
