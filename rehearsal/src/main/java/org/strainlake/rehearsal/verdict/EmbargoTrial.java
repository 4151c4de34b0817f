package org.strainlake.rehearsal.verdict;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * What an embargo kept closed, and whether its release opened it.
 *
 * @param insiderRead chunks that a reader got, bit for bit, before the release
 * @param outsiderAttempts calls without a token and with an outsider's, before the release
 * @param learned those of them whose answer was another than for a name that does not exist, or told of the run
 * @param releasedAt when the embargo was lifted
 * @param anonymousRead chunks that anybody got, bit for bit, after the release
 */
public record EmbargoTrial(
        long insiderRead,
        long outsiderAttempts,
        @JsonIgnore List<String> learned,
        Instant releasedAt,
        long anonymousRead) {
    public EmbargoTrial {
        learned = List.copyOf(learned);
    }

    /** How many calls told the outsider something. */
    @JsonProperty
    public long outsiderLearned() {
        return learned.size();
    }
}
