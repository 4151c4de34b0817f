package org.strainlake.lake.webdav;

import java.io.Closeable;
import java.util.Optional;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.Answer;

/**
 * The answer at the end of a chain of redirects.
 *
 * @param answer the last answer
 * @param adler32 the first digest that a host of the chain gave
 */
record Reached(Answer answer, Optional<Adler32Checksum> adler32) implements Closeable {
    int status() {
        return answer.status();
    }

    @Override
    public void close() {
        answer.close();
    }
}
