package org.strainlake.benchmark.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.function.ToIntFunction;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads server-sent events on a connection of its own, which wakes one thread and no more: what readers take of the machine
 * is taken from the service. An event counts as had once its JSON is parsed.
 */
final class SseReader extends ReaderThread {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DATA = "data: ";

    private final HttpURLConnection connection;
    private final ToIntFunction<String> numbers;

    private SseReader(String name, HttpURLConnection connection, ToIntFunction<String> numbers) {
        super(name);
        this.connection = connection;
        this.numbers = numbers;
    }

    /**
     * Begins to read what is announced from now on.
     *
     * @param service where notification-service is
     * @param numbers the number of the announcement with an id
     */
    static SseReader start(String name, URI service, String token, Filter filter, ToIntFunction<String> numbers)
            throws IOException {
        var address = service.resolve("/v1/events?" + filter.query()).toURL();
        if (!(address.openConnection() instanceof HttpURLConnection connection)) {
            throw new IOException("not an address of HTTP: " + address);
        }
        connection.setRequestProperty("Accept", "text/event-stream");
        connection.setRequestProperty("Authorization", "Bearer " + token);
        var reader = new SseReader(name, connection, numbers);
        reader.start();
        return reader;
    }

    @Override
    void read() throws IOException {
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("the service answers " + connection.getResponseCode());
        }
        try (var lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        }
        throw new IOException("the stream ended");
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
        connection.disconnect();
    }
}
