package org.strainlake.notification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server on this machine whose connections can be cut. */
final class CutConnections implements AutoCloseable {
    private final ServerSocket entrance;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    CutConnections(int port) throws IOException {
        this.port = port;
        entrance = new ServerSocket();
        entrance.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Cuts all that are open; new ones may be made. */
    void cut() {
        open.removeIf(socket -> {
            end(socket);
            return true;
        });
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
    }

    private void accept() {
        try {
            while (true) {
                var client = entrance.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> carry(client, server));
                Thread.ofVirtual().start(() -> carry(server, client));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private static void carry(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            end(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
