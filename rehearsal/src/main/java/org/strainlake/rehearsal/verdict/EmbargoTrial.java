package org.strainlake.rehearsal.verdict;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * What an embargo kept closed, and whether its release opened it.
 *
 * @param insiderRead chunks that a reader got, bit for bit, before the release
 * @param outsiderWithheld chunks that the book says are withheld from an outsider's follow, before the release
 * @param outsiderAttempts calls without a token and with an outsider's, before the release
 * @param learned those of them whose answer was another than for a name that does not exist, or told of the run
 * @param traces where strain lies in clear outside the sinks, or a token, key or secret in a log
 * @param releasedAt when the embargo was lifted
 * @param anonymousRead chunks that anybody got, bit for bit, after the release
 * @param outsiderDelivered chunks that lie in the outsider's sink, bit for bit, after the release
 */
public record EmbargoTrial(
        long insiderRead,
        long outsiderWithheld,
        long outsiderAttempts,
        @JsonIgnore List<String> learned,
        List<String> traces,
        Instant releasedAt,
        long anonymousRead,
        long outsiderDelivered) {
    public EmbargoTrial {
        learned = List.copyOf(learned);
        traces = List.copyOf(traces);
    }

    /** How many calls told the outsider something. */
    @JsonProperty
    public long outsiderLearned() {
        return learned.size();
    }
}
