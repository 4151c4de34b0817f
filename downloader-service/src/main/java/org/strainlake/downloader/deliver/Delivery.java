package org.strainlake.downloader.deliver;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strainlake.lake.DataIdentifier;

/** One file on its way into a sink: it is there after {@link #commit()}, and leaves no trace without. For one thread. */
public final class Delivery extends OutputStream {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final DirectorySink sink;
    private final DataIdentifier file;
    private final Path partial;
    private final Path path;
    private final FileChannel channel;
    private boolean committed;

    Delivery(DirectorySink sink, DataIdentifier file, Path partial, Path path) throws IOException {
        this.sink = sink;
        this.file = file;
        this.partial = partial;
        this.path = path;
        this.channel = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void write(int value) throws SinkTrouble {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws SinkTrouble {
        try {
            var bytes = ByteBuffer.wrap(source, offset, length);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw sink.trouble(file, e);
        }
    }

    /**
     * Gives the file its name, in one step; with fsync it is on the disk first.
     *
     * @throws SinkTrouble if it has not got its name, or may lose it in a power cut
     */
    public void commit() throws SinkTrouble {
        try {
            if (sink.fsync()) {
                channel.force(true);
            }
            channel.close();
            Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
            committed = true;
            sink.syncDirectory();
            sink.well();
        } catch (IOException e) {
            throw sink.trouble(file, e);
        }
    }

    /** What need not be done before readers may have the file: the ring lets go of older ones. */
    public void settle() {
        sink.trim(path);
    }

    /** Removes what was not committed. */
    @Override
    public void close() {
        if (committed) {
            return;
        }
        try {
            channel.close();
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            LOG.warn("{} keeps a partial file until the next start: {}", sink, e.toString());
        }
    }
}
