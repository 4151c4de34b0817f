package org.strainlake.downloader.deliver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.strainlake.chunkfile.ChunkName;

/** The newest chunks of a directory, by GPS time. Other files are no part of it. Thread-safe. */
final class Ring {
    private final int keep;
    private final NavigableSet<Entry> entries = new TreeSet<>();

    /**
     * An empty ring.
     *
     * @param keep how many stay; 0 keeps all and remembers none
     */
    Ring(int keep) {
        this.keep = keep;
    }

    /** Takes a file in; returns those that are to be removed for it, oldest first. */
    synchronized List<String> add(String fileName) {
        var name = keep == 0 ? null : ChunkName.tryParse(fileName).orElse(null);
        if (name == null) {
            return List.of();
        }
        entries.add(new Entry(name.gpsStart(), fileName));
        var leaving = new ArrayList<String>();
        while (entries.size() > keep) {
            leaving.add(entries.pollFirst().fileName());
        }
        return leaving;
    }

    private record Entry(long gpsStart, String fileName) implements Comparable<Entry> {
        private static final Comparator<Entry> ORDER =
                Comparator.comparingLong(Entry::gpsStart).thenComparing(Entry::fileName);

        @Override
        public int compareTo(Entry other) {
            return ORDER.compare(this, other);
        }
    }
}
