package org.strainlake.latency.store;

import org.strainlake.lake.DataIdentifier;

/** Plans for tests. */
public final class Plans {
    private Plans() {}

    /** A stream of one second a chunk without an end. */
    public static Plan live(long firstGps, long plannedNanos) {
        return new Plan(
                "V1-hoft.live",
                "V1-hoft",
                "virgo",
                true,
                firstGps,
                1,
                null,
                true,
                null,
                DataIdentifier.parse("virgo:V-V1_HOFT-3600-3600"),
                plannedNanos,
                null);
    }
}
