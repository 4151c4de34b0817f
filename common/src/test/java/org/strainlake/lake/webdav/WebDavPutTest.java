package org.strainlake.lake.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.FakeServer;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.lake.Content;
import org.strainlake.lake.StoreResult;

class WebDavPutTest extends StorageFixture {
    WebDavPutTest() throws IOException {}

    @Test
    void aPutCostsTwoRoundTripsWhereConditionsAreHonoured() {
        assertThat(storage.honoursConditionalPut(url)).isTrue();

        assertThat(callsOf(this::put)).containsExactly("PUT", "HEAD");

        assertThat(remote.files).containsOnlyKeys("/data/virgo/chunk.h5");
        assertThat(remote.files.get("/data/virgo/chunk.h5")).isEqualTo(BYTES);
    }

    @Test
    void aStorageThatOverwritesIsAskedFirst() {
        remote.honoursIfNoneMatch = false;
        remote.stored = 200;
        assertThat(storage.honoursConditionalPut(url)).isFalse();

        assertThat(callsOf(() -> assertThat(put()).isEqualTo(STORED))).containsExactly("HEAD", "PUT", "HEAD");

        remote.files.put("/data/virgo/chunk.h5", noise(10_000));
        assertThat(put()).isInstanceOf(StoreResult.Refused.class);
        assertThat(remote.files.get("/data/virgo/chunk.h5")).hasSize(10_000);
    }

    @Test
    void theProbeIsMadeOnceAndLeavesNothing() {
        storage.honoursConditionalPut(url);
        storage.honoursConditionalPut(server.url("/other/place"));

        assertThat(server.asked()).extracting(FakeServer.Asked::method).containsExactly("PUT", "PUT", "DELETE");
        assertThat(remote.files).isEmpty();
    }

    @Test
    void aFileThatIsThereAlreadyIsStored() {
        storage.honoursConditionalPut(url);
        remote.files.put("/data/virgo/chunk.h5", BYTES);

        assertThat(callsOf(() -> assertThat(put()).isEqualTo(STORED))).containsExactly("PUT", "HEAD");
    }

    @Test
    void aFileWhoseDigestNeverComesIsJudgedByItsBytes() {
        remote.honoursIfNoneMatch = false;
        remote.stored = 200;
        server.script(asked -> {
            if (asked.method().equals("HEAD") && !asked.header("Want-Digest").isEmpty() && !remote.files.isEmpty()) {
                new CountDownLatch(1).await(); // until the server ends
            }
            return remote.answer(asked);
        });
        var impatient = new WebDavStorage(
                new StorageProperties(
                        "", "storage.read:/", "storage.modify:/", Duration.ofSeconds(2), DataSize.ofMegabytes(1)),
                http,
                CircuitBreakerRegistry.ofDefaults(),
                tokens,
                clock);

        assertThat(impatient.put(url, Content.of(BYTES), SUM)).isEqualTo(STORED);

        remote.files.put("/data/virgo/chunk.h5", noise(1000));
        assertThat(impatient.put(url, Content.of(BYTES), SUM)).isInstanceOf(StoreResult.Refused.class);
        assertThat(remote.files.get("/data/virgo/chunk.h5")).isEqualTo(noise(1000));
    }

    @Test
    void anotherFileOfTheSameSizeIsRefusedAndStays() {
        storage.honoursConditionalPut(url);
        byte[] other = BYTES.clone();
        other[0]++;
        remote.files.put("/data/virgo/chunk.h5", other);

        assertThat(put())
                .isInstanceOfSatisfying(
                        StoreResult.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains(
                                        "another file",
                                        Adler32Checksum.of(other).hex(),
                                        SUM.hex()));
        assertThat(remote.files.get("/data/virgo/chunk.h5")).isEqualTo(other);
    }

    @Test
    void aTruncatedPutIsRemovedAndTheNextAttemptStores() {
        storage.honoursConditionalPut(url);
        remote.fault(once("PUT", asked -> {
            remote.files.put(asked.path(), Arrays.copyOf(asked.body(), 12_345));
            return Reply.of(201);
        }));

        assertThat(put()).isInstanceOf(StoreResult.Busy.class);
        assertThat(remote.files).isEmpty();
        assertThat(put()).isEqualTo(STORED);
    }

    @Test
    void flippedBitsAreRemovedAndTheNextAttemptStores() {
        storage.honoursConditionalPut(url);
        remote.fault(once("PUT", asked -> {
            byte[] flipped = asked.body().clone();
            flipped[77] ^= 1;
            remote.files.put(asked.path(), flipped);
            return Reply.of(201);
        }));

        assertThat(put()).isInstanceOf(StoreResult.Busy.class);
        assertThat(put()).isEqualTo(STORED);
        assertThat(remote.files.get("/data/virgo/chunk.h5")).isEqualTo(BYTES);
    }

    @Test
    void flippedBitsThatCouldNotBeRemovedAtOnceAreNotTakenForAnotherFile() {
        storage.honoursConditionalPut(url);
        var isRefusing = new AtomicBoolean(true);
        remote.fault(asked -> {
            if (asked.method().equals("PUT") && isRefusing.get()) {
                byte[] flipped = asked.body().clone();
                flipped[77] ^= 1;
                remote.files.put(asked.path(), flipped);
                return Reply.of(201);
            }
            return asked.method().equals("DELETE") && isRefusing.get() ? Reply.of(503) : null;
        });
        assertThat(put()).isInstanceOf(StoreResult.Busy.class);
        isRefusing.set(false);

        assertThat(put()).isEqualTo(STORED);
    }

    @Test
    void aLostAnswerIsBusyAndTheNextAttemptFindsTheFileStored() {
        storage.honoursConditionalPut(url);
        remote.fault(once("PUT", asked -> {
            remote.answerRightly(asked);
            return Reply.dropped();
        }));

        assertThat(put()).isInstanceOf(StoreResult.Busy.class);
        assertThat(put()).isEqualTo(STORED);
    }

    @Test
    void aPutThatBrokeOffIsReplacedByTheWhole() {
        storage.honoursConditionalPut(url);
        remote.fault(once("PUT", asked -> {
            remote.files.put(asked.path(), Arrays.copyOf(asked.body(), 100));
            return Reply.dropped();
        }));

        assertThat(put()).isInstanceOf(StoreResult.Busy.class);
        assertThat(put()).isEqualTo(STORED);
        assertThat(remote.files.get("/data/virgo/chunk.h5")).isEqualTo(BYTES);
    }

    @Test
    void aBusyStorageIsLeftAloneAsLongAsItAsks() {
        storage.honoursConditionalPut(url);
        remote.fault(asked -> Reply.of(503).with("Retry-After", "7"));

        assertThat(put())
                .isInstanceOfSatisfying(
                        StoreResult.Busy.class, busy -> assertThat(busy.pause()).isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void aFileThatIsNotShownAfterItsPutIsBusy() {
        storage.honoursConditionalPut(url);
        remote.fault(once("HEAD", asked -> Reply.of(404)));

        assertThat(put()).isInstanceOf(StoreResult.Busy.class);
        assertThat(put()).isEqualTo(STORED);
    }

    @Test
    void whereNoDigestIsGivenTheBytesAreGotAndSummed() {
        storage.honoursConditionalPut(url);
        remote.givesDigests = false;

        assertThat(callsOf(() -> assertThat(put()).isEqualTo(STORED))).containsExactly("PUT", "HEAD", "GET");
    }

    @Test
    void aRightThatIsMissingIsRefusedAfterOneFreshToken() {
        storage.honoursConditionalPut(url);
        remote.fault(asked -> asked.method().equals("PUT") ? Reply.of(403) : null);

        assertThat(put()).isInstanceOf(StoreResult.Refused.class);
        assertThat(put()).isInstanceOf(StoreResult.Refused.class);

        assertThat(tokens.renewals()).isEqualTo(1);
    }

    @Test
    void aClockThatWasSetBackDoesNotHoldUpFreshTokens() {
        storage.honoursConditionalPut(url);
        remote.fault(asked -> asked.method().equals("PUT") ? Reply.of(403) : null);
        put();

        clock.pass(Duration.ofHours(-1));
        put();

        assertThat(tokens.renewals()).isEqualTo(2);
    }

    @Test
    void whereTheTokenMayOnlyCreateA403OverOurOwnFileIsStored() {
        storage.honoursConditionalPut(url);
        remote.files.put("/data/virgo/chunk.h5", BYTES);
        remote.fault(asked -> asked.method().equals("PUT") ? Reply.of(403) : null);

        assertThat(put()).isEqualTo(STORED);
    }

    @Test
    void anExpiredTokenIsRenewedOnceWithinTheAttempt() {
        storage.honoursConditionalPut(url);
        remote.fault(asked -> asked.header("Authorization").equals("Bearer token-1") ? Reply.of(401) : null);

        assertThat(put()).isEqualTo(STORED);

        assertThat(tokens.renewals()).isEqualTo(1);
    }

    @Test
    void whereNoTokenIsAcceptedTheFileIsNotGivenUp() {
        storage.honoursConditionalPut(url);
        remote.fault(asked -> Reply.of(401));

        assertThat(put())
                .isInstanceOfSatisfying(
                        StoreResult.Busy.class, busy -> assertThat(busy.pause()).isEqualTo(Duration.ofSeconds(10)));
    }

    @Test
    void tokensAreForTheOriginOfTheAddress() {
        put();

        assertThat(tokens.wanted()).contains(WebDavClient.origin(url) + " storage.modify:/");
    }

    @Test
    void aFullStorageRefuses() {
        storage.honoursConditionalPut(url);
        remote.fault(asked -> asked.method().equals("PUT") ? Reply.of(507) : null);

        assertThat(put()).isInstanceOf(StoreResult.Refused.class);
    }

    @Test
    void missingDirectoriesAreMadeOnce() {
        storage.honoursConditionalPut(url);
        var isThere = new AtomicBoolean();
        remote.fault(asked -> switch (asked.method()) {
            case "MKCOL" -> {
                if (asked.path().equals("/data/")) {
                    yield Reply.of(405);
                }
                boolean isMade = server.calls().contains("MKCOL /data/");
                isThere.set(isMade);
                yield Reply.of(isMade ? 201 : 409);
            }
            case "PUT" -> isThere.get() ? null : Reply.of(409);
            default -> null;
        });

        assertThat(put()).isEqualTo(STORED);

        assertThat(server.calls().stream().filter(call -> call.startsWith("MKCOL")))
                .containsExactly("MKCOL /data/virgo/", "MKCOL /data/", "MKCOL /data/virgo/");
    }

    @Test
    void onlyLargeContentsWaitForThePermissionToBeSent() {
        byte[] large = noise(1_500_000);
        storage.honoursConditionalPut(url);
        put();
        storage.put(server.url("/data/large"), Content.of(large), Adler32Checksum.of(large));

        var puts = server.asked().stream()
                .filter(asked -> asked.method().equals("PUT") && !asked.path().contains("probe"))
                .toList();
        assertThat(puts.getFirst().header("Expect")).isEmpty();
        assertThat(puts.getLast().header("Expect")).isEqualToIgnoringCase("100-continue");
        assertThat(remote.files.get("/data/large")).isEqualTo(large);
    }

    @Test
    void aRefusedLargeContentIsNotSent() throws IOException {
        byte[] large = noise(1_500_000);
        var received = new AtomicInteger();
        try (var raw = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuseByHeadersAlone(raw, received));

            var result = storage.put(
                    URI.create("http://127.0.0.1:" + raw.getLocalPort() + "/large"),
                    Content.of(large),
                    Adler32Checksum.of(large));

            assertThat(result).isInstanceOf(StoreResult.Refused.class);
            assertThat(received).hasValueLessThan(10_000);
        }
    }

    @Test
    void aContentThatCannotBeReadIsBusy() {
        var unreadable = new Content() {
            @Override
            public long bytes() {
                return 2_000_000;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("gone");
            }
        };

        assertThat(storage.put(url, unreadable, SUM)).isInstanceOf(StoreResult.Busy.class);
    }

    /** A storage without the file, which answers a PUT before any of its bytes. */
    private static void refuseByHeadersAlone(ServerSocket raw, AtomicInteger received) {
        while (!raw.isClosed()) {
            try (var socket = raw.accept()) {
                var request = new StringBuilder();
                while (!request.toString().endsWith("\r\n\r\n")) {
                    int one = socket.getInputStream().read();
                    if (one < 0) {
                        break;
                    }
                    request.append((char) one);
                }
                String status = request.toString().startsWith("PUT") ? "403 Forbidden" : "404 Not Found";
                socket.getOutputStream()
                        .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                received.addAndGet(socket.getInputStream().readAllBytes().length);
            } catch (IOException over) {
                return;
            }
        }
    }

    @Test
    void anEmptyFileIsStored() {
        var sum = Adler32Checksum.of(new byte[0]);
        remote.fault(asked -> asked.method().equals("HEAD") && remote.files.containsKey(asked.path())
                ? Reply.of(200).with("Content-Length", "0").with("Digest", "adler32=1")
                : null);

        assertThat(storage.put(url, Content.of(new byte[0]), sum)).isEqualTo(new StoreResult.Stored(sum));
    }

    private static FakeServer.Script once(String method, FakeServer.Script fault) {
        var isDone = new AtomicBoolean();
        return asked -> asked.method().equals(method) && isDone.compareAndSet(false, true) ? fault.answer(asked) : null;
    }
}
