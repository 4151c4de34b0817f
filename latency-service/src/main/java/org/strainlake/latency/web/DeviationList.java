package org.strainlake.latency.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.strainlake.journey.Deviation;
import org.strainlake.latency.store.EpochNanos;
import org.strainlake.latency.store.NamedDeviation;

/**
 * What went otherwise than it should during a run.
 *
 * @param deviations each incident once, in the order in which they began
 * @param truncated whether there are more than were asked for; absent if not
 */
record DeviationList(
        List<DeviationView> deviations,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean truncated) {
    /** The same as comma-separated values with a line of names. */
    String csv() {
        return deviations.stream()
                .map(DeviationView::row)
                .collect(Collectors.joining("", "deviation,where,did,from,until,seenBy,count,detail\r\n", ""));
    }

    /**
     * An incident.
     *
     * @param deviation what it is
     * @param where the side at which it was seen
     * @param did file or dataset it happened to; absent if it happened to none, or if the caller may not read it
     * @param from when it began, by the clock of the service that saw it
     * @param until when it was over
     * @param seenBy services that saw it
     * @param count how many records there are of it
     * @param detail what the first of them says
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DeviationView(
            Deviation deviation,
            String where,
            @Nullable String did,
            Instant from,
            Instant until,
            List<String> seenBy,
            long count,
            String detail) {
        static DeviationView of(NamedDeviation named, boolean withName) {
            var did = named.did();
            return new DeviationView(
                    named.deviation(),
                    named.where(),
                    did == null || !withName ? null : did.toString(),
                    EpochNanos.toInstant(named.fromNanos()),
                    EpochNanos.toInstant(named.untilNanos()),
                    named.seenBy(),
                    named.count(),
                    named.detail());
        }

        private String row() {
            return LineWriter.Csv.row(
                    Arrays.asList(deviation.word(), where, did, from, until, String.join(" ", seenBy), count, detail));
        }
    }
}
