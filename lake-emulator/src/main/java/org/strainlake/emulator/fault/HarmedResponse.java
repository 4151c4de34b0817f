package org.strainlake.emulator.fault;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** A response to whose body something happens in its middle. */
abstract class HarmedResponse extends HttpServletResponseWrapper {
    private long length;

    HarmedResponse(HttpServletResponse response) {
        super(response);
    }

    /**
     * Sends the piece of the body in which its middle lies.
     *
     * @param middle position of the byte in the middle within {@code piece}
     */
    abstract void middle(ServletOutputStream sink, byte[] piece, int middle) throws IOException;

    @Override
    public void setContentLengthLong(long bytes) {
        length = bytes;
        super.setContentLengthLong(bytes);
    }

    @Override
    public void setContentLength(int bytes) {
        length = bytes;
        super.setContentLength(bytes);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        return new Body(super.getOutputStream());
    }

    private final class Body extends ServletOutputStream {
        private final ServletOutputStream sink;
        private long position;

        Body(ServletOutputStream sink) {
            this.sink = sink;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            long middle = length / 2 - position;
            position += count;
            if (middle >= 0 && middle < count) {
                var piece = java.util.Arrays.copyOfRange(bytes, offset, offset + count);
                middle(sink, piece, (int) middle);
            } else {
                sink.write(bytes, offset, count);
            }
        }

        @Override
        public void flush() throws IOException {
            sink.flush();
        }

        @Override
        public boolean isReady() {
            return sink.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            sink.setWriteListener(listener);
        }
    }
}
