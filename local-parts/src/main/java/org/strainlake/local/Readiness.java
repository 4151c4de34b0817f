package org.strainlake.local;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** Waits until services that were started say that they are ready. */
public final class Readiness {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final HttpClient http;
    private final Duration longest;

    /**
     * Asks over {@code http}.
     *
     * @param longest how long a service may take to get ready
     */
    public Readiness(HttpClient http, Duration longest) {
        this.http = http;
        this.longest = longest;
    }

    /** Fails as soon as there is nothing left to wait for. */
    @FunctionalInterface
    public interface Check {
        /** Fails if a part has ended. */
        void check() throws IOException;
    }

    /**
     * Waits until the address of a service's management port answers 200 for its readiness.
     *
     * @throws IOException if that takes longer than it may, or {@code check} fails
     */
    public void await(String service, URI management, Check check) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(management.resolve("/actuator/health/readiness"))
                .timeout(LONGEST_ANSWER)
                .build();
        long deadline = System.nanoTime() + longest.toNanos();
        String last = "no answer";
        while (System.nanoTime() < deadline) {
            check.check();
            try {
                var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return;
                }
                last = answer.body();
            } catch (ConnectException e) {
                last = "it does not listen yet";
            } catch (HttpTimeoutException e) {
                last = "it does not answer within " + LONGEST_ANSWER.toSeconds() + " s";
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        throw new IOException(service + " did not get ready within " + longest.toSeconds() + " s: " + last);
    }
}
