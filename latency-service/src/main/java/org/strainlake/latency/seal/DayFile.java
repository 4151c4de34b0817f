package org.strainlake.latency.seal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Sha256Checksum;

/** A file of a record while it is written, a block at a time: memory does not grow with its length. Not thread-safe. */
final class DayFile {
    private final String name;
    private final Blocks blocks;
    private final MessageDigest digest = Sha256Checksum.newDigest();
    private long bytes;
    private int places;
    private @Nullable Block open;

    DayFile(String name, Blocks blocks) {
        this.name = name;
        this.blocks = blocks;
    }

    /** Appends. */
    void write(byte[] part) {
        digest.update(part);
        bytes += part.length;
        try {
            if (open == null) {
                open = Block.begin();
            }
            open.compressing.write(part);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
    }

    /** Ends the block that was written since the last one, if anything was. */
    void endBlock(long hour, String run) {
        var block = open;
        if (block != null) {
            open = null;
            blocks.keep(name, places++, hour, run, block.end());
        }
    }

    /** Whether nothing was written. */
    boolean isEmpty() {
        return bytes == 0;
    }

    /** What was written. */
    SealedFile end() {
        return new SealedFile(name, bytes, Sha256Checksum.of(digest));
    }

    /** Where blocks go. */
    @FunctionalInterface
    interface Blocks {
        void keep(String file, int place, long hour, String run, byte[] compressed);
    }

    private record Block(ByteArrayOutputStream bytes, GZIPOutputStream compressing) {
        static Block begin() throws IOException {
            var bytes = new ByteArrayOutputStream();
            return new Block(bytes, new GZIPOutputStream(bytes));
        }

        byte[] end() {
            try {
                compressing.close();
            } catch (IOException e) {
                throw new UncheckedIOException("memory cannot be written to", e);
            }
            return bytes.toByteArray();
        }
    }
}
