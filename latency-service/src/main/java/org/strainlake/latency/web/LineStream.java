package org.strainlake.latency.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.strainlake.latency.statistics.Bookkeeper;
import org.strainlake.latency.statistics.Verdict;
import org.strainlake.latency.store.ChunkLine;
import org.strainlake.latency.store.Plan;

/** Reads through a follower's lines and writes the answer meanwhile: memory does not grow with their number. */
@Component
class LineStream {
    private static final int BUFFER = 32 * 1024;

    private final Bookkeeper bookkeeper;
    private final Readers readers;

    LineStream(Bookkeeper bookkeeper, Readers readers) {
        this.bookkeeper = bookkeeper;
        this.readers = readers;
    }

    /** Makes an answer of the lines. */
    interface Form {
        /** Before the first line. */
        default void begin() throws IOException {}

        /** One line. */
        void take(ChunkLine line, Verdict verdict) throws IOException;

        /** After the last line. */
        default void end() throws IOException {}
    }

    /**
     * Which lines.
     *
     * @param plan the run
     * @param follower whose page
     * @param gpsStart GPS second from which on lines are wanted
     * @param gpsEnd first GPS second of which no line is wanted any more
     */
    record Part(Plan plan, String follower, long gpsStart, long gpsEnd) {}

    /**
     * Writes the answer.
     *
     * @throws EmptyIntervalException if the interval is empty
     * @throws UnknownFollowerException if the run's book has no page for the follower
     */
    void write(Part part, String contentType, HttpServletResponse response, Function<OutputStream, Form> form)
            throws IOException {
        if (part.gpsEnd() <= part.gpsStart()) {
            throw new EmptyIntervalException(part.gpsStart(), part.gpsEnd());
        }
        if (!bookkeeper.hasPage(part.plan(), part.follower())) {
            throw new UnknownFollowerException(part.plan().run(), part.follower());
        }
        readers.read(() -> {
            response.setContentType(contentType);
            var out = new BufferedOutputStream(response.getOutputStream(), BUFFER);
            var writing = form.apply(out);
            writing.begin();
            try {
                bookkeeper.forEachLine(
                        part.plan(), part.follower(), part.gpsStart(), part.gpsEnd(), (line, verdict) -> {
                            try {
                                writing.take(line, verdict);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
            } catch (UncheckedIOException e) {
                throw Objects.requireNonNull(e.getCause());
            } catch (DataAccessException e) {
                if (response.isCommitted()) {
                    throw new BrokenOffException(part.plan().run(), e);
                }
                response.reset();
                throw e;
            }
            writing.end();
            out.flush();
            return response;
        });
    }
}
