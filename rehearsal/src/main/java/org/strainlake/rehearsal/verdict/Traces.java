package org.strainlake.rehearsal.verdict;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Looks for sequences of bytes in files, whatever kind of file they are. Holds a few bytes of a file at a time. */
public final class Traces {
    private static final int BEGINNING = Long.BYTES;
    private static final int BUFFER = 1 << 18;

    private final Map<Long, List<Wanted>> byBeginning = new HashMap<>();
    private final boolean[] lastTwoBytes = new boolean[1 << Short.SIZE];
    private int longest = BEGINNING;

    private record Wanted(
            String name,
            @SuppressWarnings("ArrayRecordComponent") byte[] bytes) {}

    /**
     * Looks for one more.
     *
     * @param name what it is, for a person
     * @param bytes eight or more
     */
    public void add(String name, byte[] bytes) {
        if (bytes.length < BEGINNING) {
            throw new IllegalArgumentException("too short to be told from chance: " + name);
        }
        long beginning = 0;
        for (int i = 0; i < BEGINNING; i++) {
            beginning = next(beginning, bytes[i]);
        }
        byBeginning.computeIfAbsent(beginning, any -> new ArrayList<>()).add(new Wanted(name, bytes.clone()));
        lastTwoBytes[(int) (beginning & 0xFFFF)] = true;
        longest = Math.max(longest, bytes.length);
    }

    /**
     * What is found in the files below a directory, each as {@code NAME in FILE}, once a file.
     *
     * @param allowed directories that are not looked at
     */
    public Set<String> below(Path directory, Set<Path> allowed) throws IOException {
        var found = new TreeSet<String>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                return allowed.contains(each) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    in(file).forEach(name -> found.add(name + " in " + directory.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) { // databases come and go with files
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return found;
    }

    private Set<String> in(Path file) throws IOException {
        var found = new TreeSet<String>();
        try (var in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            long window = 0;
            long read = 0;
            for (int each = in.read(); each >= 0; each = in.read()) {
                window = next(window, (byte) each);
                read++;
                if (lastTwoBytes[(int) (window & 0xFFFF)] && read >= BEGINNING) {
                    var candidates = byBeginning.get(window);
                    if (candidates != null) {
                        in.mark(longest);
                        var rest = in.readNBytes(longest - BEGINNING);
                        in.reset();
                        candidates.stream()
                                .filter(wanted -> continues(wanted.bytes(), rest))
                                .forEach(wanted -> found.add(wanted.name()));
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return Set.of();
        }
        return found;
    }

    private static boolean continues(byte[] wanted, byte[] rest) {
        int length = wanted.length - BEGINNING;
        return rest.length >= length && Arrays.equals(wanted, BEGINNING, wanted.length, rest, 0, length);
    }

    private static long next(long window, byte each) {
        return (window << Byte.SIZE) | (each & 0xFF);
    }
}
