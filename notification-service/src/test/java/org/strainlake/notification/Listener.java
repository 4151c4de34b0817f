package org.strainlake.notification;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads server-sent events as a browser does, in a thread of its own. */
final class Listener implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final HttpResponse<InputStream> response;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<Received> losses = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile @Nullable String lastId;
    private volatile boolean ended;

    private Listener(HttpResponse<InputStream> response) {
        this.response = response;
        this.thread = Thread.ofVirtual().start(this::read);
    }

    /** An event as it arrived. */
    record Received(String id, JsonNode event) {
        String eventId() {
            return event.path("id").stringValue();
        }
    }

    static Listener open(URI address, @Nullable String token, @Nullable String lastEventId)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address).header("Accept", "text/event-stream");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new Listener(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    int status() {
        return response.statusCode();
    }

    String contentType() {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    List<Received> received() {
        return received;
    }

    /** What it was told to have lost. */
    List<Received> losses() {
        return losses;
    }

    List<String> eventIds() {
        return received.stream().map(Received::eventId).toList();
    }

    /** The cursor of the last event or heartbeat; null before the first. */
    @Nullable
    String lastId() {
        return lastId;
    }

    boolean ended() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        response.body().close();
        thread.interrupt();
    }

    /** An event counts, and so does its id, only when the empty line after it has come. */
    private void read() {
        try (var lines = new Scanner(response.body(), StandardCharsets.UTF_8)) {
            var into = received;
            String id = null;
            String data = null;
            while (lines.hasNextLine()) {
                var line = lines.nextLine();
                if (line.equals("event: loss")) {
                    into = losses;
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty()) {
                    if (data != null) {
                        into.add(new Received(String.valueOf(id), JSON.readTree(data)));
                    }
                    lastId = id;
                    data = null;
                    into = received;
                }
            }
        }
        ended = true;
    }
}
