package org.strainlake.checksum;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.zip.Adler32;

/** Passes bytes on and sums them on their way. For one thread; closing it leaves the other stream open. */
public final class SummingStream extends OutputStream {
    private final OutputStream next;
    private final Adler32 adler32 = new Adler32();
    private final MessageDigest sha256 = Sha256Checksum.newDigest();
    private long bytes;

    /** Sums what is written to {@code next}. */
    public SummingStream(OutputStream next) {
        this.next = next;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        next.write(source, offset, length);
        adler32.update(source, offset, length);
        sha256.update(source, offset, length);
        bytes += length;
    }

    @Override
    public void flush() throws IOException {
        next.flush();
    }

    @Override
    public void close() {
        // what it writes to belongs to the caller
    }

    /** What all bytes so far sum to; ends the summing. */
    public Sums sums() {
        return new Sums(bytes, Adler32Checksum.of(adler32), Sha256Checksum.of(sha256));
    }
}
