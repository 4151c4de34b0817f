package org.strainlake.rehearsal.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** How far the booked run is, by the files that were delivered of it. Its chunks are counted from 1. */
final class RunProgress {
    private static final Pattern NAME = Pattern.compile("[^.].*-(\\d+)-1\\.h5(?:\\.sealed)?");

    private final Path delivered;
    private final long firstGps;
    private final Set<Long> missing;

    /**
     * Progress of a run.
     *
     * @param delivered directory that chunks are delivered to
     * @param firstGps GPS second of the first chunk
     * @param missing numbers of the chunks that are never delivered
     */
    RunProgress(Path delivered, long firstGps, Set<Long> missing) {
        this.delivered = delivered;
        this.firstGps = firstGps;
        this.missing = Set.copyOf(missing);
    }

    /** Number of the newest chunk that was delivered; 0 if none was. */
    long newest() throws IOException {
        var numbers = numbers();
        return numbers.isEmpty() ? 0 : numbers.getLast();
    }

    /** Whether all before the newest one were delivered, too, but those that never are. */
    boolean isWhole() throws IOException {
        var numbers = numbers();
        if (numbers.isEmpty()) {
            return false;
        }
        return LongStream.range(1, numbers.getLast())
                .allMatch(chunk -> numbers.contains(chunk) || missing.contains(chunk));
    }

    /** Number of the chunk of this file; 0 or less if it is none of the run. */
    long number(String file) {
        var name = NAME.matcher(file);
        return name.matches() ? Long.parseLong(name.group(1)) - firstGps + 1 : 0;
    }

    private NavigableSet<Long> numbers() throws IOException {
        var numbers = new TreeSet<Long>();
        try (var files = Files.list(delivered)) {
            files.mapToLong(file -> number(file.getFileName().toString()))
                    .filter(number -> number > 0)
                    .forEach(numbers::add);
        }
        return numbers;
    }
}
