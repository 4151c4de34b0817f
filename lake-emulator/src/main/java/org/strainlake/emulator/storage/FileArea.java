package org.strainlake.emulator.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.Adler32;
import java.util.zip.CheckedOutputStream;
import org.springframework.util.FileSystemUtils;
import org.strainlake.checksum.Adler32Checksum;

/**
 * Files of one storage. Behind the bytes of each lies its adler32, taken when they came in, so that a question for the
 * digest reads no byte and the storage needs no index. A file appears whole or not at all. Thread-safe.
 */
public final class FileArea {
    private static final long MARK = 0x534c_414b_4541_3332L; // "SLAKEA32"
    private static final int TAIL_BYTES = Long.BYTES + Integer.BYTES;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int STRIPES = 64;

    private final Path root;
    private final Path incoming;
    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

    FileArea(Path directory) throws IOException {
        root = directory.resolve("files");
        incoming = directory.resolve("incoming");
        FileSystemUtils.deleteRecursively(incoming);
        Files.createDirectories(root);
        Files.createDirectories(incoming);
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    /**
     * What is known of a file.
     *
     * @param bytes its size
     * @param adler32 checksum of what was taken in
     * @param modified when that was
     */
    public record Entry(long bytes, Adler32Checksum adler32, Instant modified) {}

    /** What became of a file that came in. */
    public enum Stored {
        /** Under a new name. */
        NEW,
        /** In place of another. */
        REPLACED,
        /** Not taken: there is one of the name. */
        EXISTS
    }

    /** A file open for reading. */
    public static final class Opened implements AutoCloseable {
        private final FileChannel channel;
        private final Entry entry;

        Opened(FileChannel channel, Entry entry) {
            this.channel = channel;
            this.entry = entry;
        }

        /** What is known of it. */
        public Entry entry() {
            return entry;
        }

        /** Writes {@code count} of its bytes from {@code first} on. */
        public void copy(long first, long count, OutputStream sink) throws IOException {
            var buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, count)));
            long position = first;
            long end = first + count;
            while (position < end) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
                int read = channel.read(buffer, position);
                if (read < 0) {
                    throw new IOException("a file ended early");
                }
                sink.write(buffer.array(), 0, read);
                position += read;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Takes a file in; nothing of it is seen before all has come.
     *
     * @param path its components
     * @param mayReplace whether one of the name is replaced
     */
    public Stored store(List<String> path, InputStream bytes, boolean mayReplace) throws IOException {
        var part = Files.createTempFile(incoming, "put", null);
        try {
            fill(part, bytes);
            return place(part, path, mayReplace);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Takes in what comes of a file under a new name, as a storage does that writes in place: if its bytes break off,
     * those before lie there, and the exception is thrown.
     */
    Stored storeWhatComes(List<String> path, InputStream bytes) throws IOException {
        var part = Files.createTempFile(incoming, "put", null);
        try {
            try {
                fill(part, bytes);
            } catch (IOException brokenOff) {
                long came = Files.size(part);
                try (var out = FileChannel.open(part, StandardOpenOption.WRITE);
                        var in = Files.newInputStream(part)) {
                    var sum = new Adler32();
                    in.transferTo(new CheckedOutputStream(OutputStream.nullOutputStream(), sum));
                    write(out.position(came), tail(sum));
                }
                place(part, path, false);
                throw brokenOff;
            }
            return place(part, path, false);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Stored place(Path part, List<String> path, boolean mayReplace) throws IOException {
        var target = resolve(path);
        var lock = stripes[Math.floorMod(target.hashCode(), STRIPES)];
        lock.lock();
        try {
            boolean exists = Files.exists(target);
            if (exists && (!mayReplace || Files.isDirectory(target))) {
                return Stored.EXISTS;
            }
            moveInto(part, target);
            return exists ? Stored.REPLACED : Stored.NEW;
        } finally {
            lock.unlock();
        }
    }

    private static void fill(Path part, InputStream bytes) throws IOException {
        var sum = new Adler32();
        try (var out = FileChannel.open(part, StandardOpenOption.WRITE)) {
            var buffer = new byte[BUFFER_BYTES];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                sum.update(buffer, 0, read);
                write(out, ByteBuffer.wrap(buffer, 0, read));
            }
            write(out, tail(sum));
        }
    }

    private static ByteBuffer tail(Adler32 sum) {
        return ByteBuffer.allocate(TAIL_BYTES)
                .putLong(MARK)
                .putInt((int) sum.getValue())
                .flip();
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static void moveInto(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException noParent) {
            Files.createDirectories(target.getParent());
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** What is known of a file; empty if there is none of that name. */
    public Optional<Entry> look(List<String> path) throws IOException {
        try (var opened = open(path).orElse(null)) {
            return opened == null ? Optional.empty() : Optional.of(opened.entry());
        }
    }

    /** Opens a file for reading; empty if there is none of that name. The caller closes it. */
    public Optional<Opened> open(List<String> path) throws IOException {
        var file = resolve(path);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException goneMeanwhile) {
            return Optional.empty();
        }
        try {
            long size = channel.size() - TAIL_BYTES;
            var tail = ByteBuffer.allocate(TAIL_BYTES);
            if (size < 0
                    || channel.read(tail, size) != TAIL_BYTES
                    || tail.flip().getLong() != MARK) {
                throw new IOException("not a file of this storage: " + path);
            }
            var adler32 = Adler32Checksum.parse(Integer.toHexString(tail.getInt()));
            var modified = Files.getLastModifiedTime(file).toInstant();
            return Optional.of(new Opened(channel, new Entry(size, adler32, modified)));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Changes one bit in the middle of a file, as a disk may, and leaves what is known of it; false if there is none of
     * that name or no byte in it.
     */
    public boolean flip(List<String> path) throws IOException {
        var file = resolve(path);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size() - TAIL_BYTES;
            var one = ByteBuffer.allocate(1);
            if (size < 1 || channel.read(one, size / 2) != 1) {
                return false;
            }
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            channel.write(one, size / 2);
            return true;
        }
    }

    /** Removes a file; false if there is none of that name. */
    public boolean delete(List<String> path) throws IOException {
        var file = resolve(path);
        return Files.isRegularFile(file) && Files.deleteIfExists(file);
    }

    /** Whether there is a directory of that name. */
    public boolean isDirectory(List<String> path) {
        return Files.isDirectory(resolve(path));
    }

    /** Makes a directory and its parents; false if there is something of that name. */
    public boolean makeDirectory(List<String> path) throws IOException {
        var directory = resolve(path);
        if (Files.exists(directory)) {
            return false;
        }
        Files.createDirectories(directory);
        return true;
    }

    /** Renames a file; false if there is none of the old name, an exception if there is one of the new. */
    public boolean move(List<String> from, List<String> to) throws IOException {
        var source = resolve(from);
        var target = resolve(to);
        var lock = stripes[Math.floorMod(target.hashCode(), STRIPES)];
        lock.lock();
        try {
            if (!Files.isRegularFile(source)) {
                return false;
            }
            if (Files.exists(target)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            moveInto(source, target);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Copies a file to another storage, byte by byte, and compares its checksum.
     *
     * @throws NoSuchFileException if it is not here
     */
    public void copyTo(FileArea other, List<String> path) throws IOException {
        try (var opened = open(path).orElseThrow(() -> new NoSuchFileException(String.join("/", path)));
                var bytes = Channels.newInputStream(opened.channel.position(0))) {
            other.store(path, new Limited(bytes, opened.entry().bytes()), true);
            var arrived = other.look(path).map(Entry::adler32);
            if (!arrived.equals(Optional.of(opened.entry().adler32()))) {
                throw new FileSystemException(String.join("/", path), null, "checksum differs after the copy");
            }
        }
    }

    private Path resolve(List<String> path) {
        var resolved = root;
        for (var component : path) {
            resolved = resolved.resolve(component);
        }
        if (!resolved.normalize().startsWith(root)) {
            throw new IllegalArgumentException("outside the storage: " + path);
        }
        return resolved;
    }

    /** The first bytes of a stream. */
    private static final class Limited extends InputStream {
        private final InputStream bytes;
        private long left;

        Limited(InputStream bytes, long left) {
            this.bytes = bytes;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = bytes.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }
    }
}
