package org.strainlake.emulator.storage;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.strainlake.http.OutboundHttp;

/**
 * The destination's part of a third-party copy: it gets the file by HTTP with the token it was given for the source,
 * and tells how far it is in performance markers, as XRootD and StoRM do. Redirects are not followed.
 */
@Component
class CopyIn {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long BETWEEN_MARKERS_MILLIS = 5_000;

    private final OutboundHttp http;
    private final InstantSource clock;

    CopyIn(OutboundHttp http, InstantSource clock) {
        this.http = http;
        this.clock = clock;
    }

    /** The header's address; empty if there is no getting a file from it. */
    static Optional<URI> source(String header) {
        try {
            var source = URI.create(header);
            boolean isHttp = "http".equals(source.getScheme()) || "https".equals(source.getScheme());
            return isHttp && source.getHost() != null ? Optional.of(source) : Optional.empty();
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** Copies and tells how it ended; the caller has seen to the right to do it. */
    void copy(
            StorageElement element,
            List<String> path,
            boolean mayReplace,
            URI source,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        response.setStatus(
                element.honoursIfNoneMatch() ? HttpServletResponse.SC_ACCEPTED : HttpServletResponse.SC_CREATED);
        response.setContentType("text/plain");
        var markers = new Markers(response);
        markers.tell(0);
        var failure = get(element.files(), path, mayReplace, source, request, markers);
        if (failure.isPresent() && !element.honoursIfNoneMatch() && !mayReplace) {
            element.files().store(path, InputStream.nullInputStream(), false);
        }
        markers.line(failure.map(reason -> "failure: " + reason).orElse("success: Created"));
    }

    /** Why it failed; empty if it did not. */
    private Optional<String> get(
            FileArea files,
            List<String> path,
            boolean mayReplace,
            URI source,
            HttpServletRequest request,
            Markers markers) {
        var asked = HttpRequest.newBuilder(source).timeout(PATIENCE);
        var token = request.getHeader("TransferHeaderAuthorization");
        if (token != null) {
            asked.header(HttpHeaders.AUTHORIZATION, token);
        }
        try (var answer = http.send(asked.build(), PATIENCE)) {
            if (answer.status() != 200) {
                return Optional.of("Remote side failed with status code " + answer.status());
            }
            var stored = files.store(path, new Told(answer.body(), markers), mayReplace);
            return stored == FileArea.Stored.EXISTS ? Optional.of("file exists") : Optional.empty();
        } catch (IOException lost) {
            return Optional.of(
                    String.valueOf(lost.getMessage()).lines().findFirst().orElse("the source is lost"));
        }
    }

    /** What the client is told meanwhile. */
    private final class Markers {
        private final HttpServletResponse response;
        private long toldAtMillis = clock.millis();

        private Markers(HttpServletResponse response) {
            this.response = response;
        }

        private void came(long bytes) throws IOException {
            if (clock.millis() - toldAtMillis >= BETWEEN_MARKERS_MILLIS) {
                tell(bytes);
            }
        }

        private void tell(long bytes) throws IOException {
            toldAtMillis = clock.millis();
            line("Perf Marker\nTimestamp: " + toldAtMillis / 1000 + "\nStripe Index: 0\nStripe Bytes Transferred: "
                    + bytes + "\nTotal Stripe Count: 1\nEnd");
            response.flushBuffer();
        }

        private void line(String text) throws IOException {
            response.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Bytes that are told of while they come. */
    private static final class Told extends FilterInputStream {
        private final Markers markers;
        private long bytes;

        private Told(InputStream in, Markers markers) {
            super(in);
            this.markers = markers;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            bytes += Math.max(0, count);
            markers.came(bytes);
            return count;
        }
    }
}
