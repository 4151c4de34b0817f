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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The one HTTP client of this process: HTTP/1.1 with kept connections, no proxy, no redirect followed.
 * Thread-safe.
 */
public final class OutboundHttp implements AutoCloseable {
    private final HttpClient client;

    private OutboundHttp(HttpClient client) {
        this.client = client;
    }

    /**
     * A client.
     *
     * @throws IOException if the file of certificate authorities cannot be read
     */
    public static OutboundHttp of(HttpProperties settings) throws IOException {
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(settings.connectTimeout());
        Path caFile = settings.caFile();
        if (caFile != null) {
            builder.sslContext(trusting(caFile));
        }
        return new OutboundHttp(builder.build());
    }

    /**
     * Sends one request once.
     *
     * @param request with its own time limit, which ends with the headers of the answer
     * @param stall longest wait for the next bytes of the body
     * @throws IOException if no answer comes
     */
    public Answer send(HttpRequest request, Duration stall) throws IOException {
        try {
            var response = client.send(request, head -> new GuardedBody(stall));
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

    @Override
    public void close() {
        client.shutdownNow();
    }
}
