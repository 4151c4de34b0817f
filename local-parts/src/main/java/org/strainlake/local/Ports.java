package org.strainlake.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of this machine. */
public final class Ports {
    private static final int LOWEST = 10_000;
    private static final int FIRST_OF_OUTGOING = 32_768;
    private static final int MOST_ATTEMPTS = 1000;

    private Ports() {}

    /**
     * Different ports that nobody listened on a moment ago, on all loopback addresses. They are below those that Linux gives
     * to outgoing connections, so that none of these takes one before it is listened on.
     *
     * @throws IOException if there are not so many
     */
    public static List<Integer> free(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int attempt = 0; attempt < MOST_ATTEMPTS && sockets.size() < count; attempt++) {
                var socket = new ServerSocket();
                try {
                    socket.bind(
                            new InetSocketAddress(ThreadLocalRandom.current().nextInt(LOWEST, FIRST_OF_OUTGOING)));
                    sockets.add(socket);
                } catch (BindException e) { // somebody's
                    socket.close();
                }
            }
            if (sockets.size() < count) {
                throw new IOException("there are no " + count + " free ports");
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
