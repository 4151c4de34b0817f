package org.strainlake.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.strainlake.deviation.Deviations;

/**
 * The one HTTP client of this process: HTTP/1.1 with kept connections, no proxy, no redirect followed.
 * Thread-safe.
 */
public final class OutboundHttp implements AutoCloseable {
    private final HttpClient client;
    private final Deviations deviations;
    private volatile boolean closed;

    private OutboundHttp(HttpClient client, Deviations deviations) {
        this.client = client;
        this.deviations = deviations;
    }

    /**
     * A client that tells nobody what goes otherwise than it should.
     *
     * @throws IOException if the file of certificate authorities cannot be read
     */
    public static OutboundHttp of(HttpProperties settings) throws IOException {
        return of(settings, Deviations.NONE);
    }

    /**
     * A client.
     *
     * @param deviations told what goes otherwise than it should in calls of {@linkplain Peer peers}
     * @throws IOException if the file of certificate authorities cannot be read
     */
    public static OutboundHttp of(HttpProperties settings, Deviations deviations) throws IOException {
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(settings.connectTimeout());
        Path caFile = settings.caFile();
        if (caFile != null) {
            builder.sslContext(trusting(caFile));
        }
        return new OutboundHttp(builder.build(), deviations);
    }

    /**
     * Sends one request once.
     *
     * @param request with its own time limit, which ends with the headers of the answer
     * @param stall longest wait for the next bytes of the body
     * @throws IOException if no answer comes
     */
    public Answer send(HttpRequest request, Duration stall) throws IOException {
        return send(request, stall, broken -> {});
    }

    /** As {@link #send(HttpRequest, Duration)}; {@code broken} is told of what ends the body before its end. */
    Answer send(HttpRequest request, Duration stall, Consumer<IOException> broken) throws IOException {
        try {
            var response = client.send(request, head -> new GuardedBody(stall, broken));
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("interrupted while waiting for an answer").initCause(stopped);
        }
    }

    /**
     * Trust in the authorities of a PEM file and in no other.
     *
     * @throws IOException if the file cannot be read or holds none
     */
    public static SSLContext trusting(Path caFile) throws IOException {
        try (var pem = Files.newInputStream(caFile)) {
            var authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                authorities.setCertificateEntry("ca-" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException("no certificate in " + caFile);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("cannot use the certificate authorities in " + caFile, unusable);
        }
    }

    /** Where those who call by this client tell what goes otherwise than it should; nobody once it is closed. */
    public Deviations deviations() {
        return closed ? Deviations.NONE : deviations;
    }

    @Override
    public void close() {
        closed = true;
        client.shutdownNow();
    }
}
