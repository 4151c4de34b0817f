package org.strainlake.rehearsal.fault;

/**
 * A fault of a plan.
 *
 * @param id what it is called, letters, digits and hyphens
 * @param chunk at which chunk of the run it strikes, the first being 1
 */
public record PlannedFault(String id, FaultKind kind, long chunk) {
    public PlannedFault {
        if (!id.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException("not an id of a fault: " + id);
        }
    }
}
