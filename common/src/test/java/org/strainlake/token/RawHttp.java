package org.strainlake.token;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sends a request exactly as written, which no well-behaved client does. */
final class RawHttp {
    private RawHttp() {}

    static Answer send(
            int port, String method, String target, @Nullable String token, Map<String, String> headers, String body)
            throws IOException {
        var request = new StringBuilder(method + " " + target + " HTTP/1.0\r\nHost: localhost\r\n");
        if (token != null) {
            request.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        request.append("Content-Length: ")
                .append(body.length())
                .append("\r\nConnection: close\r\n\r\n")
                .append(body);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return Answer.parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Answer get(int port, String target, @Nullable String token) throws IOException {
        return send(port, "GET", target, token, Map.of(), "");
    }

    /**
     * What came back.
     *
     * @param headers by name in lower case
     */
    record Answer(int status, Map<String, String> headers, String body) {
        private static Answer parse(String text) {
            int blank = text.indexOf("\r\n\r\n");
            var head = text.substring(0, blank).lines().toList();
            Map<String, String> headers = new TreeMap<>();
            for (var line : head.subList(1, head.size())) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
            return new Answer(Integer.parseInt(head.getFirst().substring(9, 12)), headers, text.substring(blank + 4));
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }
}
