package org.strainlake.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on the loopback that answers as the test says and remembers what it was asked. */
public final class FakeServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Script script;

    public FakeServer(Script script) throws IOException {
        this.script = script;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** What a request is answered with. */
    public interface Script {
        Reply answer(Asked asked) throws IOException, InterruptedException;
    }

    /** A request. Nobody compares two of them, so its array does no harm. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Asked(String method, String path, String query, Headers headers, byte[] body, int clientPort) {
        public String header(String name) {
            String value = headers.getFirst(name);
            return value == null ? "" : value;
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /**
     * A reply.
     *
     * @param status 0 to end the connection without an answer
     * @param missing so many bytes are announced and not sent
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
    public record Reply(int status, Map<String, String> headers, byte[] body, int missing) {
        public static Reply of(int status) {
            return new Reply(status, Map.of(), new byte[0], 0);
        }

        public static Reply of(int status, String body) {
            return new Reply(status, Map.of(), body.getBytes(StandardCharsets.UTF_8), 0);
        }

        public static Reply of(int status, byte[] body) {
            return new Reply(status, Map.of(), body, 0);
        }

        public static Reply dropped() {
            return of(0);
        }

        public Reply with(String name, String value) {
            var more = new HashMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body, missing);
        }

        public Reply breakingOff(int bytesMissing) {
            return new Reply(status, headers, body, bytesMissing);
        }
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    public void script(Script next) {
        script = next;
    }

    public List<Asked> asked() {
        return asked;
    }

    public List<String> calls() {
        return asked.stream().map(Asked::toString).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    String.valueOf(exchange.getRequestURI().getRawQuery()),
                    exchange.getRequestHeaders(),
                    exchange.getRequestBody().readAllBytes(),
                    exchange.getRemoteAddress().getPort());
            asked.add(request);
            var reply = script.answer(request);
            if (reply.status() == 0) {
                return;
            }
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            boolean isHead = "HEAD".equals(request.method());
            long length = (long) reply.body().length + reply.missing();
            if (isHead && length > 0) {
                exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
            }
            exchange.sendResponseHeaders(reply.status(), isHead || length == 0 ? -1 : length);
            if (!isHead && length > 0) {
                exchange.getResponseBody().write(reply.body());
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
