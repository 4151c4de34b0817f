package org.strainlake.notification;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads server-sent events from the oldest on. Whenever its stream ends it goes on with its cursor, at the next of its
 * instances.
 */
final class StubbornReader implements AutoCloseable {
    private static final long PAUSE_MILLIS = 200;

    private final List<ServiceProcess> instances;
    private final String query;
    private final @Nullable String token;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /**
     * A reader.
     *
     * @param instances where it reads, the first first
     * @param query its filters, such as {@code type=chunk-stored}; may be empty
     * @param token who it is; null for anybody
     */
    StubbornReader(List<ServiceProcess> instances, String query, @Nullable String token) {
        this.instances = instances;
        this.query = query;
        this.token = token;
        this.thread = Thread.ofVirtual().start(this::read);
    }

    List<JsonNode> events() {
        return listeners.stream()
                .flatMap(each -> each.received().stream())
                .map(Listener.Received::event)
                .toList();
    }

    List<String> eventIds() {
        return events().stream().map(each -> each.path("id").asString()).toList();
    }

    /** How many streams it has had. */
    int streams() {
        return listeners.size();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        for (var each : listeners) {
            each.close();
        }
        thread.interrupt();
    }

    private void read() {
        try {
            String cursor = null;
            for (int i = 0; !closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS); i++) {
                cursor = readAt(instances.get(i % instances.size()), cursor);
            }
        } catch (InterruptedException | ConditionTimeoutException e) { // closed while it listened
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable String readAt(ServiceProcess instance, @Nullable String cursor) throws InterruptedException {
        var address = instance.uri("/v1/events?" + (cursor == null ? "from=oldest&" : "") + query);
        try (var listener = Listener.open(address, token, cursor)) {
            if (listener.status() != 200) {
                return cursor;
            }
            listeners.add(listener);
            await().forever().until(listener::ended);
            return listener.lastId() == null ? cursor : listener.lastId();
        } catch (IOException e) { // nobody there
            return cursor;
        }
    }
}
