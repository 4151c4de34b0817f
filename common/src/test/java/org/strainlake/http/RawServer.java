package org.strainlake.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Sends the very bytes that the test says, and closes the connection whatever they announced: for answers
 * that no proper server gives, and for its {@code Date}.
 */
public final class RawServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final UnaryOperator<String> script;

    /** A server that answers a request's first line. */
    public RawServer(UnaryOperator<String> script) throws IOException {
        this.script = script;
        Thread.ofVirtual().name("raw-server").start(this::serve);
    }

    /** An answer's head with a list's type, and what follows it. */
    public static String list(String header, String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/x-json-stream\r\n" + header + "\r\n" + body;
    }

    /** A part of a chunked body. */
    public static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");
    }

    /** What was asked, each with its headers. */
    public List<String> heads() {
        return heads;
    }

    /** How often a path was asked for. */
    public long asked(String path) {
        return heads.stream().filter(head -> head.contains(" " + path + " ")).count();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (var socket = listening.accept()) {
                String head = head(socket);
                heads.add(head);
                socket.getOutputStream().write(script.apply(head).getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
            } catch (IOException gone) {
                assert gone != null : "the client left, or the test is over";
            }
        }
    }

    private static String head(Socket socket) throws IOException {
        var in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("no request came");
            }
            head.append((char) read);
        }
        var length = LENGTH.matcher(head);
        if (length.find()) {
            in.readNBytes(Integer.parseInt(length.group(1)));
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
