package org.strainlake.uploader.journal;

import org.strainlake.lake.DataIdentifier;

/**
 * A dataset that was made ready in the catalogue.
 *
 * @param did its identifier
 * @param stream stream it belongs to
 * @param run run it belongs to
 * @param gpsStart start of its period of GPS time
 * @param seconds length of the period
 * @param closed whether it is finished
 */
public record Dataset(DataIdentifier did, String stream, String run, long gpsStart, int seconds, boolean closed) {
    /** First GPS second after it. */
    public long gpsEnd() {
        return gpsStart + seconds;
    }
}
