package org.strainlake.latency.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sealed days of a stream that the caller may read, the latest first.
 *
 * @param days the days
 * @param next the {@code before} of the next page; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DayList(List<Day> days, @Nullable LocalDate next) {
    /**
     * A day.
     *
     * @param day the UTC day
     * @param records how many records there are of it: 1 if it was never corrected
     * @param sealedAt when the latest was signed
     */
    record Day(LocalDate day, int records, Instant sealedAt) {}
}
