package org.strainlake.lake.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.strainlake.http.FakeServer;
import org.strainlake.http.FakeServer.Asked;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.lake.StoreResult;

class WebDavCopyTest extends StorageFixture {
    private static final String PATH = "/data/virgo/chunk.h5";
    private static final String MARKER = "Perf Marker\nTimestamp: 1795553814\nStripe Index: 0\n"
            + "Stripe Bytes Transferred: 0\nTotal Stripe Count: 1\nEnd\n";

    private final FakeStorage origin = new FakeStorage();
    private final FakeServer originServer = new FakeServer(origin);
    private final URI from = originServer.url("/there/chunk.h5");
    private Consumer<Asked> copying = asked -> remote.files.put(
            asked.path(), origin.files.get(URI.create(asked.header("Source")).getPath()));
    private Reply ending = Reply.of(201, MARKER + "success: Created");

    WebDavCopyTest() throws IOException {}

    @BeforeEach
    void layReady() {
        origin.files.put("/there/chunk.h5", BYTES);
        remote.fault(this::copied);
    }

    @AfterEach
    void endOrigin() {
        originServer.close();
    }

    private Reply copied(Asked asked) {
        if (!asked.method().equals("COPY")) {
            return null;
        }
        copying.accept(asked);
        return ending;
    }

    private StoreResult copy() {
        return storage.copy(from, url);
    }

    @Test
    void aCopyIsStoredOnceTheStorageShowsTheSourcesDigest() {
        assertThat(callsOf(() -> assertThat(copy()).isEqualTo(STORED))).containsExactly("HEAD", "COPY", "HEAD");

        assertThat(remote.files.get(PATH)).isEqualTo(BYTES);
    }

    @Test
    void theStorageIsGivenATokenOfItsOwnAndOneForTheSource() {
        copy();

        var asked = server.asked().get(1);
        assertThat(asked.header("Source")).isEqualTo(from.toString());
        assertThat(asked.header("Overwrite")).isEqualTo("F");
        assertThat(asked.header("Authorization")).isEqualTo("Bearer token-1");
        assertThat(asked.header("TransferHeaderAuthorization")).isEqualTo("Bearer token-1");
        assertThat(tokens.wanted())
                .contains(
                        WebDavClient.origin(url) + " storage.modify:/", WebDavClient.origin(from) + " storage.read:/");
    }

    @Test
    void noTokenFollowsARedirectToAnotherHost() throws IOException {
        try (var pool = new FakeServer(this::copied)) {
            server.script(asked -> asked.method().equals("COPY")
                    ? Reply.of(307).with("Location", pool.url(PATH).toString())
                    : remote.answer(asked));

            assertThat(copy()).isEqualTo(STORED);

            var redirected = pool.asked().getFirst();
            assertThat(redirected.method()).isEqualTo("COPY");
            assertThat(redirected.header("Source")).isEqualTo(from.toString());
            assertThat(redirected.header("Authorization")).isEmpty();
            assertThat(redirected.header("TransferHeaderAuthorization")).isEmpty();
        }
    }

    @Test
    void whatIsNotThereIsNotAskedForAndNamed() {
        origin.files.clear();

        assertThat(copy())
                .isEqualTo(new StoreResult.Refused(originServer.url("/there/chunk.h5") + " is not there to be copied"));
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void aFileThatIsThereAlreadyIsStoredAndAnotherRefused() {
        remote.files.put(PATH, BYTES);
        assertThat(callsOf(() -> assertThat(copy()).isEqualTo(STORED))).containsExactly("HEAD");

        remote.files.put(PATH, noise(35_001));
        assertThat(callsOf(() -> assertThat(copy()).isInstanceOf(StoreResult.Refused.class)))
                .containsExactly("HEAD");
        assertThat(remote.files.get(PATH)).isEqualTo(noise(35_001));
    }

    @Test
    void theBeginningThatABrokenCopyLeftIsReplaced() {
        remote.files.put(PATH, Arrays.copyOf(BYTES, 20_000));
        assertThat(copy()).isEqualTo(STORED);

        remote.files.put(PATH, noise(20_000));
        assertThat(copy()).isInstanceOf(StoreResult.Refused.class);
    }

    @Test
    void aFileThatAppearedMeanwhileIsLeftAlone() {
        copying = asked -> remote.files.put(asked.path(), noise(7));
        ending = Reply.of(412, "file exists");

        assertThat(copy()).isInstanceOf(StoreResult.Refused.class);
        assertThat(remote.files.get(PATH)).isEqualTo(noise(7));
    }

    @Test
    void theEmptyFileOfACopyThatFailedIsRemoved() {
        copying = asked -> remote.files.put(asked.path(), new byte[0]);
        remote.fault(asked -> asked.method().equals("HEAD") && remote.files.getOrDefault(PATH, BYTES).length == 0
                ? Reply.of(200).with("Content-Length", "0").with("Digest", "adler32=00000001")
                : copied(asked));
        ending = Reply.of(201, MARKER + "failure: Couldn't connect to server");

        assertThat(copy())
                .isInstanceOfSatisfying(
                        StoreResult.Busy.class,
                        busy -> assertThat(busy.reason())
                                .contains(url.getPath(), "failure: Couldn't connect to server"));
        assertThat(remote.files).isEmpty();
    }

    @Test
    void anotherWritersFileOutlivesACopyThatFailed() {
        copying = asked -> remote.files.put(asked.path(), noise(20_000));
        ending = Reply.of(201, MARKER + "failure: file exists");

        assertThat(copy()).isInstanceOf(StoreResult.Busy.class);
        assertThat(copy()).isInstanceOf(StoreResult.Refused.class);
        assertThat(remote.files.get(PATH)).isEqualTo(noise(20_000));
    }

    @Test
    void whatACopyWithoutAnAnswerLeftIsReplaced() {
        copying = asked -> remote.files.put(asked.path(), noise(35_001));
        ending = Reply.dropped();
        assertThat(copy()).isInstanceOf(StoreResult.Busy.class);

        copying = asked -> remote.files.put(asked.path(), BYTES);
        ending = Reply.of(201, "success: Created\n");
        assertThat(copy()).isEqualTo(STORED);
    }

    @Test
    void aSuccessIsNotBelieved() {
        copying = asked -> remote.files.put(asked.path(), noise(35_001));

        assertThat(copy()).isInstanceOf(StoreResult.Busy.class);
        assertThat(remote.files).isEmpty();

        copying = asked -> {};
        assertThat(copy()).isInstanceOf(StoreResult.Busy.class);
    }

    @Test
    void aSourceThatMayNotBeReadIsRefusedOnceAFreshTokenDidNotHelp() {
        copying = asked -> {};
        ending = Reply.of(201, MARKER + "failure: Remote side failed with status code 403");

        assertThat(copy()).isInstanceOf(StoreResult.Busy.class);
        assertThat(copy()).isInstanceOf(StoreResult.Refused.class);
        assertThat(tokens.renewals()).isEqualTo(1);
    }

    @Test
    void noReasonTellsACredential() {
        copying = asked -> {};
        ending = Reply.of(202, "failure: GET " + from + "?authz=Bearer%20hidden answered 500");

        assertThat(copy())
                .isInstanceOfSatisfying(
                        StoreResult.Busy.class,
                        busy -> assertThat(busy.reason()).doesNotContain("hidden"));
    }

    @Test
    void aStorageThatCopiesNothingRefuses() {
        copying = asked -> {};
        ending = Reply.of(501);

        assertThat(copy()).isInstanceOf(StoreResult.Refused.class);
    }

    @Test
    void whereATokenThatWasGoodForTheQuestionIsNotForTheCopyItIsRefused() {
        copying = asked -> {};
        ending = Reply.of(401);

        assertThat(copy()).isInstanceOf(StoreResult.Refused.class);
    }

    @Test
    void aBusyStorageIsLeftAloneAsLongAsItAsks() {
        copying = asked -> {};
        ending = Reply.of(503).with("Retry-After", "7");

        assertThat(copy())
                .isInstanceOfSatisfying(
                        StoreResult.Busy.class, busy -> assertThat(busy.pause()).isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void markersThatBreakOffAreBusyAndTheNextAttemptStores() {
        var isBroken = new AtomicBoolean();
        copying = asked -> remote.files.put(asked.path(), isBroken.get() ? BYTES : noise(35_001));
        ending = Reply.of(202, MARKER).breakingOff(100);
        assertThat(copy()).isInstanceOf(StoreResult.Busy.class);

        isBroken.set(true);
        ending = Reply.of(202, MARKER + MARKER + "success: Created\n");
        assertThat(copy()).isEqualTo(STORED);
    }

    @Test
    void missingDirectoriesAreMadeWhateverTheStorageCallsThem() {
        for (int status : new int[] {400, 404, 409}) {
            remote.files.clear();
            var isMade = new AtomicBoolean();
            remote.fault(asked -> switch (asked.method()) {
                case "MKCOL" -> {
                    isMade.set(true);
                    yield Reply.of(201);
                }
                case "COPY" -> isMade.get() ? copied(asked) : Reply.of(status, "no such file or directory");
                default -> null;
            });

            assertThat(copy()).isEqualTo(STORED);
        }
        remote.files.clear();
        remote.fault(asked ->
                asked.method().equals("COPY") ? Reply.of(400) : asked.method().equals("MKCOL") ? Reply.of(201) : null);
        assertThat(copy()).isInstanceOf(StoreResult.Refused.class);
    }

    @Test
    void aSourceWithoutADigestIsSummed() {
        origin.givesDigests = false;

        assertThat(copy()).isEqualTo(STORED);
        assertThat(originServer.asked()).extracting(Asked::method).containsExactly("HEAD", "GET");
    }
}
