package org.strainlake.lake.rucio;

import java.io.IOException;

/** What opens Rucio: the value of {@code X-Rucio-Auth-Token}. Thread-safe. */
interface RucioLogin {
    /** A value that is good for some time still. */
    String token() throws IOException;

    /** Forgets a value that Rucio refused. */
    void invalidate(String refused);
}
