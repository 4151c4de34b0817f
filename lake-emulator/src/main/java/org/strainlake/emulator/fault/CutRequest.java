package org.strainlake.emulator.fault;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;

/** A request whose body breaks off in its middle, and its connection with it. */
final class CutRequest extends HttpServletRequestWrapper {
    CutRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new Half(super.getInputStream(), getContentLengthLong() / 2, () -> CutValve.cut(getRequest()));
    }

    private static final class Half extends ServletInputStream {
        private final ServletInputStream bytes;
        private final Runnable cut;
        private long left;

        Half(ServletInputStream bytes, long left, Runnable cut) {
            this.bytes = bytes;
            this.left = left;
            this.cut = cut;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                cut.run(); // now: whoever reads may know an answer to half a body
                throw new CutOff();
            }
            int read = bytes.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }

        @Override
        public boolean isFinished() {
            return bytes.isFinished();
        }

        @Override
        public boolean isReady() {
            return bytes.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            bytes.setReadListener(listener);
        }
    }
}
