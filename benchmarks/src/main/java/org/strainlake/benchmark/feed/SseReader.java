package org.strainlake.benchmark.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.function.ToIntFunction;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads server-sent events on a socket of its own, which wakes one thread and no more: what readers take of the machine
 * is taken from the service. An event counts as had once its JSON is parsed.
 */
final class SseReader extends ReaderThread {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DATA = "data: ";

    private final URI address;
    private final String token;
    private final ToIntFunction<String> numbers;
    private final Socket socket;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private SseReader(String name, URI address, String token, ToIntFunction<String> numbers) throws IOException {
        super(name);
        this.address = address;
        this.token = token;
        this.numbers = numbers;
        this.socket = new Socket(address.getHost(), address.getPort());
    }

    /**
     * Begins to read what is announced from now on.
     *
     * @param service where notification-service is
     * @param numbers the number of the announcement with an id
     */
    static SseReader start(String name, URI service, String token, Filter filter, ToIntFunction<String> numbers)
            throws IOException {
        var reader = new SseReader(name, service.resolve("/v1/events?" + filter.query()), token, numbers);
        reader.start();
        return reader;
    }

    @Override
    void read() throws IOException {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            socket.getOutputStream()
                    .write("""
                    GET %s?%s HTTP/1.1\r
                    Host: %s\r
                    Accept: text/event-stream\r
                    Authorization: Bearer %s\r
                    \r
                    """.formatted(address.getRawPath(), address.getRawQuery(), address.getAuthority(), token)
                            .getBytes(US_ASCII));
            var status = line(in);
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException("the service answers " + status);
            }
            var header = line(in);
            while (!header.isEmpty()) {
                header = line(in);
            }
            for (int length = chunk(in); length > 0; length = chunk(in)) {
                take(in.readNBytes(length));
                line(in);
            }
        }
        throw new IOException("the stream ended");
    }

    /** The length of the next chunk; 0 after the last. */
    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    /** A line of HTTP without its end. */
    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed");
            }
            text.append((char) next);
        }
        return text.toString().stripTrailing();
    }

    /** A part of the stream; a line may go on in the next. */
    private void take(byte[] bytes) throws IOException {
        for (byte each : bytes) {
            if (each == '\n') {
                take(line.toString(UTF_8));
                line.reset();
            } else {
                line.write(each);
            }
        }
    }

    private void take(String line) throws IOException {
        if (line.startsWith(DATA)) {
            var event = JSON.readTree(line.substring(DATA.length()));
            var id = event.path("id").stringValue();
            inbox().take(numbers.applyAsInt(id), System.nanoTime());
        } else if (line.startsWith("id:")) {
            isReady(); // the stream has a place in the feed: nothing is missed from here on
        } else if (line.startsWith("event:")) {
            throw new IOException("events were lost to this reader: " + line);
        }
    }

    @Override
    void stopReading() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
