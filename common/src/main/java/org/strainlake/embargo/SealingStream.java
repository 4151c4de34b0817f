package org.strainlake.embargo;

import com.google.crypto.tink.StreamingAead;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;

/**
 * Seals what is written to it. Only {@link #finish()} makes a whole file: what was closed without it, because its source
 * broke off for example, does not open. Not thread-safe.
 */
public final class SealingStream extends OutputStream {
    private final OutputStream sealed;
    private final OutputStream cipher;
    private final SealedName file;
    private boolean whole = true;

    SealingStream(StreamingAead aead, OutputStream sealed, SealedName file) throws IOException {
        this.sealed = sealed;
        this.file = file;
        try {
            cipher = aead.newEncryptingStream(new LeftOpen(sealed), file.associatedData());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of " + file + " cannot seal", e);
        }
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException if the sealed bytes cannot be written; nothing more can be written then
     */
    @Override
    public void write(byte[] plain, int offset, int length) throws IOException {
        begin();
        cipher.write(plain, offset, length);
        whole = true;
    }

    /**
     * Seals the end and flushes; nothing can be written any more.
     *
     * @throws IOException if the sealed bytes cannot be written, now or before
     */
    public void finish() throws IOException {
        begin();
        cipher.close();
    }

    /** Closes the stream of the sealed bytes; does not seal the end. */
    @Override
    public void close() throws IOException {
        whole = false;
        sealed.close();
    }

    private void begin() throws IOException {
        if (!whole) {
            throw new IOException("sealing " + file + " is finished or has failed");
        }
        whole = false; // until this went well
    }

    /** Tink closes what it writes to when it seals the end. */
    private static final class LeftOpen extends FilterOutputStream {
        LeftOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
