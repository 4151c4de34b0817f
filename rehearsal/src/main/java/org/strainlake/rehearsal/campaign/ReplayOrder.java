package org.strainlake.rehearsal.campaign;

/**
 * What the uploader is asked to replay, as its REST takes it.
 *
 * @param speed times real time, or {@code max}
 */
record ReplayOrder(
        String stream,
        String source,
        String order,
        long seed,
        Object speed,
        String gps,
        long chunks,
        boolean booked,
        String tag) {}
