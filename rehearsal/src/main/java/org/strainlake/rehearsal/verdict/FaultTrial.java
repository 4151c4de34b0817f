package org.strainlake.rehearsal.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The faults that were made, held against those that the book names.
 *
 * @param planned every fault that was made
 * @param named every fault that the book names; the same, if all is well
 * @param consequences what else the book says and an outage explains
 * @param unstruck faults of the plan that could not be made, since what they were for did not happen
 * @param lateForNoFault late chunks that no fault held up
 * @param spoiled names of the chunks whose only copy was spoiled
 */
public record FaultTrial(
        List<Fault> planned,
        List<Fault> named,
        List<Fault> consequences,
        List<String> unstruck,
        long lateForNoFault,
        Set<String> spoiled) {
    public FaultTrial {
        planned = List.copyOf(planned);
        named = List.copyOf(named);
        consequences = List.copyOf(consequences);
        unstruck = List.copyOf(unstruck);
        spoiled = Set.copyOf(spoiled);
    }

    /** Whether every fault was made, and the book names each and no other. */
    public boolean agrees() {
        return unstruck.isEmpty()
                && planned.size() == named.size()
                && planned.stream().allMatch(fault -> named.stream().anyMatch(fault::is));
    }

    /**
     * One fault.
     *
     * @param id which one of the plan; null for one that the book names and nobody planned
     * @param kind its kind in the plan; where nobody planned it, what the book calls it
     * @param deviation what the book calls it
     * @param where where it happened
     * @param did the chunk that it struck; null if it was for none
     * @param from when it began, or was first seen
     * @param until when it was over, or last seen
     * @param detail what the book says of it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Fault(
            @Nullable String id,
            String kind,
            String deviation,
            String where,
            @Nullable String did,
            Instant from,
            Instant until,
            @Nullable String detail) {

        /** Whether it is the same one of the plan. */
        boolean is(Fault other) {
            return id != null && id.equals(other.id);
        }

        /** In words. */
        String told() {
            return kind + " at " + where + (did == null ? "" : " of " + did) + ", " + from
                    + (detail == null ? "" : ": " + detail);
        }
    }
}
