package org.strainlake.emulator.fault;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A response with one bit of its body changed. */
final class FlippingResponse extends HarmedResponse {
    FlippingResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    void middle(ServletOutputStream sink, byte[] piece, int middle) throws IOException {
        piece[middle] ^= 1;
        sink.write(piece);
    }
}
