package org.strainlake.emulator.fault;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A response whose body breaks off in its middle. */
final class CutResponse extends HarmedResponse {
    CutResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    void middle(ServletOutputStream sink, byte[] piece, int middle) throws IOException {
        sink.write(piece, 0, middle);
        sink.flush();
        throw new CutOff();
    }
}
