package org.strainlake.emulator.fault;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;

/** A request whose body breaks off in its middle, and its connection with it, at once or when somebody lets it. */
final class CutRequest extends HttpServletRequestWrapper {
    private final Pause before;

    /**
     * A request to be cut.
     *
     * @param before waited for in the middle
     */
    CutRequest(HttpServletRequest request, Pause before) {
        super(request);
        this.before = before;
    }

    /** Passes, sooner or later. */
    @FunctionalInterface
    interface Pause {
        /** No time at all. */
        Pause NONE = () -> {};

        void pass() throws IOException;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new Half(super.getInputStream(), getContentLengthLong() / 2, () -> {
            before.pass();
            CutValve.cut(getRequest());
        });
    }

    private static final class Half extends ServletInputStream {
        private final ServletInputStream bytes;
        private final Pause cut;
        private long left;

        Half(ServletInputStream bytes, long left, Pause cut) {
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
                cut.pass(); // now: whoever reads may know an answer to half a body
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
