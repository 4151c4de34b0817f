package org.strainlake.uploader.embargo;

import java.io.IOException;
import java.time.Instant;
import org.strainlake.embargo.Embargo;

/** The way to the other services. Thread-safe. */
public interface EmbargoChannel {
    /**
     * Tells them of a version; telling it twice changes nothing.
     *
     * @throws IOException if it is not certain that it was told
     */
    void tell(Embargo embargo) throws IOException, InterruptedException;

    /**
     * What time it is there.
     *
     * @throws IOException if it does not answer
     */
    Instant clock() throws IOException, InterruptedException;
}
