package org.strainlake.latency.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.strainlake.latency.statistics.Fate;
import org.strainlake.latency.statistics.Verdict;
import org.strainlake.latency.store.ChunkLine;

/** Joins lines of the classes wanted, in the order of GPS time, to segments; seconds that touch are one. */
final class Segments implements LineStream.Form {
    private final Set<Fate> classes;
    private final int chunkSeconds;
    private final Writer writer;
    private boolean open;
    private long start;
    private long stop;

    Segments(Set<Fate> classes, int chunkSeconds, Writer writer) {
        this.classes = Set.copyOf(classes);
        this.chunkSeconds = chunkSeconds;
        this.writer = writer;
    }

    /** Writes segments, each [start, stop) in GPS seconds. */
    sealed interface Writer {
        /** Before the first. */
        void begin() throws IOException;

        /** One of them. */
        void write(long start, long stop) throws IOException;

        /** After the last. */
        void end() throws IOException;
    }

    @Override
    public void begin() throws IOException {
        writer.begin();
    }

    @Override
    public void take(ChunkLine line, Verdict verdict) throws IOException {
        if (!classes.contains(verdict.fate())) {
            return;
        }
        if (!open || line.gpsStart() != stop) {
            close();
            open = true;
            start = line.gpsStart();
        }
        stop = line.gpsStart() + chunkSeconds;
    }

    @Override
    public void end() throws IOException {
        close();
        writer.end();
    }

    private void close() throws IOException {
        if (open) {
            writer.write(start, stop);
        }
    }

    /**
     * The text format of segwizard: number, start, stop and duration, with tabs between.
     *
     * @see <a href="https://git.ligo.org/lscsoft/ligo-segments">ligo.segments.utils, tosegwizard</a>
     */
    static final class Segwizard implements Writer {
        private final OutputStream out;
        private long number;

        Segwizard(OutputStream out) {
            this.out = out;
        }

        @Override
        public void begin() throws IOException {
            print("# seg\tstart\tstop\tduration\n");
        }

        @Override
        public void write(long start, long stop) throws IOException {
            print(number + "\t" + start + "\t" + stop + "\t" + (stop - start) + "\n");
            number++;
        }

        @Override
        public void end() {}

        private void print(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** {@code {"segments": [[start, stop], …]}}. */
    static final class Json implements Writer {
        private final OutputStream out;
        private String between = "";

        Json(OutputStream out) {
            this.out = out;
        }

        @Override
        public void begin() throws IOException {
            print("{\"segments\":[");
        }

        @Override
        public void write(long start, long stop) throws IOException {
            print(between + "[" + start + "," + stop + "]");
            between = ",";
        }

        @Override
        public void end() throws IOException {
            print("]}");
        }

        private void print(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
