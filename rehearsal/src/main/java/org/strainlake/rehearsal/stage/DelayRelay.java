package org.strainlake.rehearsal.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A TCP relay that hands on every byte a fixed time after it came, in both directions: the distance
 * between two sites. What is under way is bounded; connecting itself is not delayed.
 */
final class DelayRelay implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MOST_UNDER_WAY = 256;
    private static final byte[] END = {};

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Duration delay;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private DelayRelay(ServerSocket listener, InetSocketAddress target, Duration delay) {
        this.listener = listener;
        this.target = target;
        this.delay = delay;
    }

    /**
     * Relays {@code from} to {@code target}.
     *
     * @param delay time added to each direction
     * @throws IOException if the address cannot be listened on
     */
    static DelayRelay start(InetSocketAddress from, InetSocketAddress target, Duration delay) throws IOException {
        var listener = new ServerSocket();
        try {
            listener.bind(from);
        } catch (IOException e) {
            listener.close();
            throw new IOException("cannot listen on " + from + ": " + e.getMessage(), e);
        }
        var relay = new DelayRelay(listener, target, delay);
        Thread.ofVirtual().name("relay-" + from).start(relay::accept);
        return relay;
    }

    /** Where it listens. */
    InetAddress address() {
        return listener.getInetAddress();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                connect(listener.accept());
            }
        } catch (SocketException e) {
            // closed: the rehearsal is over
        } catch (IOException e) {
            throw new IllegalStateException("the relay to " + target + " broke", e);
        }
    }

    private void connect(Socket near) throws IOException {
        var far = new Socket();
        try {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            far.connect(target);
        } catch (IOException e) { // as if nobody listened at the far side
            near.close();
            far.close();
            return;
        }
        sockets.add(near);
        sockets.add(far);
        carry(near, far);
        carry(far, near);
    }

    private void carry(Socket from, Socket to) {
        BlockingQueue<Parcel> underWay = new ArrayBlockingQueue<>(MOST_UNDER_WAY);
        Thread.ofVirtual().start(() -> collect(from, underWay));
        Thread.ofVirtual().start(() -> deliver(from, to, underWay));
    }

    private void collect(Socket from, BlockingQueue<Parcel> underWay) {
        try {
            try {
                InputStream in = from.getInputStream();
                var buffer = new byte[BUFFER_BYTES];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    underWay.put(new Parcel(Arrays.copyOf(buffer, count), due()));
                }
            } catch (IOException e) {
                // a reset reaches the other side as an end
            }
            underWay.put(new Parcel(END, due()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Socket from, Socket to, BlockingQueue<Parcel> underWay) {
        try {
            OutputStream out = to.getOutputStream();
            while (true) {
                var parcel = underWay.take();
                TimeUnit.NANOSECONDS.sleep(parcel.dueNanos() - System.nanoTime());
                if (parcel.bytes().length == 0) {
                    to.shutdownOutput();
                    break;
                }
                out.write(parcel.bytes());
            }
        } catch (IOException e) {
            forget(from);
            forget(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (to.isOutputShutdown() && from.isOutputShutdown()) {
            forget(from);
            forget(to);
        }
    }

    private void forget(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    private long due() {
        return System.nanoTime() + delay.toNanos();
    }

    private record Parcel(
            @SuppressWarnings("ArrayRecordComponent") byte[] bytes, long dueNanos) {}
}
