package org.strainlake.lake.webdav;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strainlake.http.OutsideBusy;

/**
 * Finds out, once for each storage, whether it honours {@code If-None-Match: *}: XRootD overwrites
 * whatever the header says. Until it is known, the answer is no.
 */
final class ConditionalPutProbe {
    private static final Logger log = LoggerFactory.getLogger(ConditionalPutProbe.class);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMinutes(1);

    private final WebDavClient client;
    private final StorageProperties settings;
    private final InstantSource clock;
    private final Map<String, Finding> findings = new ConcurrentHashMap<>();

    ConditionalPutProbe(WebDavClient client, StorageProperties settings, InstantSource clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
    }

    /** What is known by now, without a call. */
    boolean isKnownToHonour(URI url) {
        var finding = findings.get(WebDavClient.origin(url));
        return finding != null && finding.verdict == Verdict.HONOURS;
    }

    /** Probes unless it is known, or was tried within the last minute. */
    boolean probe(URI url) {
        var finding = findings.computeIfAbsent(WebDavClient.origin(url), origin -> new Finding());
        finding.probing.lock();
        try {
            if (finding.isDue(clock.instant())) {
                finding.attempted = clock.instant();
                finding.verdict = attempt(url);
            }
            return finding.verdict == Verdict.HONOURS;
        } finally {
            finding.probing.unlock();
        }
    }

    /** Probes in the background where nothing is known and nobody probes. */
    void probeAside(URI url) {
        var finding = findings.computeIfAbsent(WebDavClient.origin(url), origin -> new Finding());
        if (finding.isDue(clock.instant()) && !finding.probing.isLocked()) {
            Thread.ofVirtual().name("conditional-put-probe").start(() -> probe(url));
        }
    }

    private Verdict attempt(URI url) {
        var probe = url.resolve("strainlake-probe-" + UUID.randomUUID());
        try {
            int first = put(probe, new byte[] {1});
            if (first < 200 || first >= 300) {
                log.info("cannot probe {}: PUT answered {}", WebDavClient.origin(url), first);
                return Verdict.UNKNOWN;
            }
            try {
                int second = put(probe, new byte[] {1, 2});
                return switch (second) {
                    case 412 -> Verdict.HONOURS;
                    case 200, 201, 204 -> Verdict.IGNORES;
                    default -> Verdict.UNKNOWN;
                };
            } finally {
                client.send(probe, client.call("DELETE", settings.writeScope())).close();
            }
        } catch (IOException notNow) {
            log.info("cannot probe {}: {}", WebDavClient.origin(url), OutsideBusy.reasonOf(notNow));
            return Verdict.UNKNOWN;
        }
    }

    private int put(URI probe, byte[] bytes) throws IOException {
        var call = client.call(
                "PUT", settings.writeScope(), () -> BodyPublishers.ofByteArray(bytes), "If-None-Match", "*");
        try (var reached = client.send(probe, call)) {
            return reached.status();
        }
    }

    private enum Verdict {
        UNKNOWN,
        HONOURS,
        IGNORES
    }

    private static final class Finding {
        private final ReentrantLock probing = new ReentrantLock();
        private volatile Verdict verdict = Verdict.UNKNOWN;
        private volatile Instant attempted = Instant.MIN;

        private boolean isDue(Instant now) {
            return verdict == Verdict.UNKNOWN && now.minus(BETWEEN_ATTEMPTS).isAfter(attempted);
        }
    }
}
