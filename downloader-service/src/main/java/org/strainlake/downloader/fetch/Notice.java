package org.strainlake.downloader.fetch;

import java.time.Instant;
import org.strainlake.event.FilePayload;

/**
 * An event that says that a storage holds a file.
 *
 * @param experiment whose file
 * @param payload the file
 * @param logged when the event was written to the log
 */
record Notice(String experiment, FilePayload payload, Instant logged) {}
