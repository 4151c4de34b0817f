package org.strainlake.lake.webdav;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.Answer;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.OutsideBusy;
import org.strainlake.lake.ByteRange;
import org.strainlake.lake.Content;
import org.strainlake.lake.FetchResult;
import org.strainlake.lake.Storage;
import org.strainlake.lake.StoreResult;
import org.strainlake.lake.StoredFile;
import org.strainlake.lake.webdav.WebDavClient.Call;
import org.strainlake.token.TokenSource;

/**
 * Storages by WebDAV. Where the probe found that a storage honours {@code If-None-Match: *}, a PUT costs two
 * round trips (PUT, HEAD), else three (HEAD, PUT, HEAD).
 *
 * <p>What lies under the name already is judged by size and digest: the same is {@code Stored}. A beginning
 * of our own bytes is what an attempt of ours left behind: deleted and sent again. Everything else is another
 * file, and {@code Refused}. What this attempt itself wrote wrongly (the storage had no file before, took ours
 * and shows other bytes) is deleted; should that fail, this process remembers the name and deletes at its next
 * attempt. A storage that gives no digest at all is
 * judged by getting the bytes and summing them, and so is a file for which the digest does not come in time.
 *
 * <p>A 401 after a fresh token is {@code Busy} for a put, since it tells of an issuer or storage in
 * disorder; 403 is {@code Refused}.
 */
public final class WebDavStorage implements Storage {
    /** Above it the storage is asked before the bytes are sent. */
    private static final long ASKED_FIRST_BYTES = 1_000_000;

    static final Duration AFTER_MISMATCH = Duration.ofMillis(50);
    private static final Duration AFTER_UNAUTHENTICATED = Duration.ofSeconds(10);

    private final StorageProperties settings;
    private final WebDavClient client;
    private final ConditionalPutProbe probe;
    private final Transfers transfers;
    private final Wreckage wreckage = new Wreckage();
    private final Copies copies;

    /**
     * Storages.
     *
     * @param tokens where tokens come from; none are sent if null
     * @param breakers where each storage's circuit breaker is kept
     * @param clock reads dates in {@code Retry-After}
     */
    public WebDavStorage(
            StorageProperties settings,
            OutboundHttp http,
            CircuitBreakerRegistry breakers,
            @Nullable TokenSource tokens,
            InstantSource clock) {
        this.settings = settings;
        this.client = new WebDavClient(settings, http, breakers, tokens, clock);
        this.probe = new ConditionalPutProbe(client, settings, clock);
        this.transfers = new Transfers(client, settings);
        this.copies = new Copies(this, client, transfers, wreckage, settings);
    }

    @Override
    public StoreResult put(URI address, Content content, Adler32Checksum adler32) {
        var url = WebDavClient.httpOf(address);
        try {
            var result = new Attempt(url, content, adler32).put();
            if (result instanceof StoreResult.Stored) {
                wreckage.forget(url);
                probe.probeAside(url);
            }
            return result;
        } catch (IOException failed) {
            return resultOf(failed);
        }
    }

    private static StoreResult resultOf(IOException failed) {
        if (!(failed instanceof StorageRefusal refusal)) {
            return new StoreResult.Busy(OutsideBusy.pauseAfter(failed), OutsideBusy.reasonOf(failed));
        }
        return refusal.status() == 401
                ? new StoreResult.Busy(AFTER_UNAUTHENTICATED, OutsideBusy.reasonOf(refusal))
                : new StoreResult.Refused(OutsideBusy.reasonOf(refusal));
    }

    @Override
    public StoreResult copy(URI from, URI to) {
        try {
            return copies.copy(WebDavClient.httpOf(from), WebDavClient.httpOf(to));
        } catch (IOException failed) {
            return resultOf(failed);
        }
    }

    @Override
    public Optional<StoredFile> head(URI address) throws IOException {
        return head(WebDavClient.httpOf(address), settings.readScope());
    }

    private Optional<StoredFile> head(URI url, String scope) throws IOException {
        try {
            return head(url, client.call("HEAD", scope, "Want-Digest", "adler32"));
        } catch (HttpTimeoutException stuck) {
            // XRootD 5.5 under load may lose the making of a digest, and never answers for that file again.
            return head(url, client.call("HEAD", scope));
        }
    }

    private Optional<StoredFile> head(URI url, Call call) throws IOException {
        try (var reached = client.send(url, call)) {
            if (reached.status() == 404 || reached.status() == 410) {
                return Optional.empty();
            }
            if (reached.status() != 200 && reached.status() != 204) {
                throw client.failure(url, call, reached.answer());
            }
            OptionalLong bytes = reached.answer().headers().firstValueAsLong("Content-Length");
            if (bytes.isEmpty()) {
                throw new IOException(WebDavClient.told(url) + " shows no size");
            }
            return Optional.of(new StoredFile(bytes.getAsLong(), reached.adler32()));
        }
    }

    /** A file that a storage took, and shows otherwise than it was sent. */
    void changed(String detail) {
        client.changed(detail);
    }

    /** As one who may write sees it. */
    Optional<StoredFile> headToWrite(URI url) throws IOException {
        return head(url, settings.writeScope());
    }

    /** The sum over a file's bytes as one who may write gets them; empty if it is not shown. */
    Optional<Adler32Checksum> sumToWrite(URI url) throws IOException {
        return transfers.sum(url, settings.writeScope());
    }

    @Override
    public FetchResult get(URI address, @Nullable ByteRange range, OutputStream sink) throws IOException {
        return transfers.get(WebDavClient.httpOf(address), range, sink);
    }

    @Override
    public void delete(URI address) throws IOException {
        var url = WebDavClient.httpOf(address);
        var call = client.call("DELETE", settings.writeScope());
        try (var reached = client.send(url, call)) {
            if (!reached.answer().isSuccess() && reached.status() != 404 && reached.status() != 410) {
                throw client.failure(url, call, reached.answer());
            }
        }
    }

    @Override
    public void move(URI from, URI to) throws IOException {
        var source = WebDavClient.httpOf(from);
        var target = WebDavClient.httpOf(to);
        // XRootD overwrites whatever "Overwrite: F" says.
        if (head(target, settings.writeScope()).isPresent()) {
            throw new StorageRefusal(412, WebDavClient.told(target) + " is there already");
        }
        var call = client.call("MOVE", settings.writeScope(), "Destination", target.toASCIIString(), "Overwrite", "F");
        try (var reached = client.send(source, call)) {
            if (!reached.answer().isSuccess()) {
                throw client.failure(source, call, reached.answer());
            }
        }
    }

    @Override
    public boolean honoursConditionalPut(URI address) {
        return probe.probe(WebDavClient.httpOf(address));
    }

    /** Names of the storages that are left alone at present, since they failed too often. */
    List<String> illStorages() {
        var ill = new ArrayList<String>();
        for (var storage : client.storages()) {
            if (!storage.isWell()) {
                ill.add(storage.name());
            }
        }
        return ill;
    }

    /** One attempt to put one file. */
    private final class Attempt {
        private final URI url;
        private final Content content;
        private final Place place;

        private Attempt(URI url, Content content, Adler32Checksum adler32) {
            this.url = url;
            this.content = content;
            this.place = new Place(WebDavStorage.this, wreckage, url, new Ours(content, content.bytes(), adler32));
        }

        private StoreResult put() throws IOException {
            boolean conditional = probe.isKnownToHonour(url);
            if (!conditional || wreckage.holds(url)) {
                var settled = place.settle();
                if (settled.isPresent()) {
                    return settled.get();
                }
            }
            int status = sendMakingParents(conditional);
            if (status == 412 || status == 403) {
                // 403 comes before 412 where the token may create and not modify.
                var settled = place.settle();
                if (settled.isPresent()) {
                    return settled.get();
                }
                status = status == 403 ? status : sendMakingParents(conditional);
            }
            return status == 403
                    ? new StoreResult.Refused("PUT " + WebDavClient.told(url) + " answered 403")
                    : place.confirm("PUT", Optional.empty());
        }

        /** 2xx, 403 or 412; everything else is thrown. */
        private int sendMakingParents(boolean conditional) throws IOException {
            int status = send(conditional, true);
            if (status == 404 || status == 409) {
                new Parents(client, settings).make(url);
                status = send(conditional, false);
            }
            return status;
        }

        private int send(boolean conditional, boolean mayMakeParents) throws IOException {
            var call = new Call(
                    "PUT",
                    settings.writeScope(),
                    conditional ? List.of("If-None-Match", "*") : List.of(),
                    List.of(),
                    body(),
                    content.bytes() > ASKED_FIRST_BYTES,
                    settings.timeout()
                            .plus(Duration.ofSeconds(
                                    content.bytes() / settings.slowestUpload().toBytes())),
                    settings.timeout());
            boolean answered = false;
            try (var reached = client.send(url, call)) {
                answered = true;
                int status = reached.status();
                if (reached.answer().isSuccess() || status == 403 || status == 412) {
                    return status;
                }
                if ((status == 404 || status == 409) && mayMakeParents) {
                    return status;
                }
                throw failure(call, reached.answer());
            } finally {
                if (!answered && place.isSeenEmpty()) {
                    wreckage.remember(url);
                }
            }
        }

        private IOException failure(Call call, Answer answer) {
            if (answer.status() == 404 || answer.status() == 409) {
                return new IOException("PUT " + WebDavClient.told(url) + " answered " + answer.status());
            }
            return client.failure(url, call, answer);
        }

        private Supplier<BodyPublisher> body() throws IOException {
            if (content.bytes() == 0) {
                return BodyPublishers::noBody;
            }
            if (content.bytes() > ASKED_FIRST_BYTES) {
                return () -> BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> Opened.of(content)), content.bytes());
            }
            byte[] bytes;
            try (var opened = content.open()) {
                bytes = opened.readNBytes(Math.toIntExact(content.bytes()));
            }
            if (bytes.length != content.bytes()) {
                throw new IOException("the content has " + bytes.length + " bytes, not " + content.bytes());
            }
            return () -> BodyPublishers.ofByteArray(bytes);
        }
    }

    /** The content of a put. */
    private record Ours(Content content, long bytes, Adler32Checksum adler32) implements Place.Wanted {
        @Override
        public Adler32Checksum sumOfFirst(long count) throws IOException {
            return Opened.sumOfFirst(content, count);
        }
    }

    /** Contents opened for the HTTP client, and in part. */
    private static final class Opened {
        private Opened() {}

        /** Opened where no exception may pass: what cannot be opened fails when it is read. */
        private static InputStream of(Content content) {
            try {
                return content.open();
            } catch (IOException unreadable) {
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw unreadable;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw unreadable;
                    }
                };
            }
        }

        private static Adler32Checksum sumOfFirst(Content content, long bytes) throws IOException {
            var sum = new Adler32();
            var buffer = new byte[(int) Math.min(64 * 1024, Math.max(1, bytes))];
            try (var opened = content.open()) {
                long rest = bytes;
                while (rest > 0) {
                    int count = opened.read(buffer, 0, (int) Math.min(buffer.length, rest));
                    if (count < 0) {
                        break;
                    }
                    sum.update(buffer, 0, count);
                    rest -= count;
                }
            }
            return Adler32Checksum.of(sum);
        }
    }
}
