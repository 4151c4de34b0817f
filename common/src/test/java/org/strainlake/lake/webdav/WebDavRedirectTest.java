package org.strainlake.lake.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.strainlake.http.FakeServer;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.lake.FetchResult;
import org.strainlake.lake.StoreResult;

class WebDavRedirectTest extends StorageFixture {
    private final FakeServer pool = new FakeServer(remote::answerRightly);

    WebDavRedirectTest() throws IOException {}

    @AfterEach
    void endPool() {
        pool.close();
    }

    @Test
    void aPutKeepsItsMethodAndBodyAndLosesItsTokenOnAnotherPort() {
        storage.honoursConditionalPut(url);
        remote.fault(asked -> asked.method().equals("PUT")
                ? Reply.of(307)
                        .with(
                                "Location",
                                pool.url(asked.path() + "?authz=one-time").toString())
                : null);

        assertThat(put()).isEqualTo(STORED);

        var redirected = pool.asked().getFirst();
        assertThat(redirected.method()).isEqualTo("PUT");
        assertThat(redirected.body()).isEqualTo(BYTES);
        assertThat(redirected.query()).isEqualTo("authz=one-time");
        assertThat(redirected.header("Authorization")).isEmpty();
        assertThat(redirected.header("If-None-Match")).isEqualTo("*");
        assertThat(server.asked().getLast().header("Authorization")).isEqualTo("Bearer token-1");
    }

    @Test
    void aTokenStaysOnTheSameHostAndIsNotSentAgainOnceItWasLeft() throws IOException {
        remote.files.put("/home", BYTES);
        pool.script(asked -> Reply.of(302).with("Location", server.url("/home").toString()));
        remote.fault(asked -> switch (asked.path()) {
            case "/data/virgo/chunk.h5" -> Reply.of(302).with("Location", "/next");
            case "/next" -> Reply.of(308).with("Location", pool.url("/away").toString());
            default -> null;
        });

        assertThat(storage.get(url, null, new ByteArrayOutputStream())).isInstanceOf(FetchResult.Fetched.class);

        assertThat(server.asked())
                .extracting(asked -> asked.header("Authorization"))
                .containsExactly("Bearer token-1", "Bearer token-1", "");
        assertThat(pool.asked())
                .extracting(asked -> asked.header("Authorization"))
                .containsExactly("");
    }

    @Test
    void aRedirectIsAskedForAnewEachTime() throws IOException {
        remote.files.put("/data/virgo/chunk.h5", BYTES);
        remote.fault(
                asked -> Reply.of(302).with("Location", pool.url(asked.path()).toString()));

        storage.get(url, null, new ByteArrayOutputStream());
        storage.get(url, null, new ByteArrayOutputStream());

        assertThat(server.asked()).hasSize(2);
        assertThat(pool.asked()).hasSize(2);
    }

    @Test
    void theDigestOfTheFirstHostCounts() throws IOException {
        remote.files.put("/data/virgo/chunk.h5", BYTES);
        remote.fault(asked -> Reply.of(302)
                .with("Location", pool.url(asked.path()).toString())
                .with("Digest", "adler32=00000007"));

        var result = storage.head(url);

        assertThat(result.orElseThrow().adler32().orElseThrow().hex()).isEqualTo("00000007");
    }

    @Test
    void noReasonTellsWhereARedirectLedTo() throws IOException {
        int closedPort = pool.url("/").getPort();
        pool.close();
        storage.honoursConditionalPut(url);
        remote.fault(
                asked -> Reply.of(307).with("Location", "http://127.0.0.1:" + closedPort + "/secret?authz=hidden"));

        var stored = put();
        var fetched = storage.get(url, null, new ByteArrayOutputStream());

        assertThat(stored)
                .isInstanceOfSatisfying(
                        StoreResult.Busy.class,
                        busy -> assertThat(busy.reason()).doesNotContain("secret", "hidden"));
        assertThat(fetched)
                .isInstanceOfSatisfying(
                        FetchResult.Busy.class,
                        busy -> assertThat(busy.reason()).doesNotContain("secret", "hidden"));
    }

    @Test
    void anAddressThatCannotBeUsedIsNotTold() throws IOException {
        remote.fault(asked -> Reply.of(302).with("Location", "gsiftp://hidden/x"));

        var result = storage.get(url, null, new ByteArrayOutputStream());

        assertThat(result)
                .isInstanceOfSatisfying(
                        FetchResult.Busy.class,
                        busy -> assertThat(busy.reason()).doesNotContain("hidden"));
    }

    @Test
    void aCircleOfRedirectsEnds() throws IOException {
        remote.fault(asked -> Reply.of(302).with("Location", asked.path()));

        assertThat(storage.get(url, null, new ByteArrayOutputStream())).isInstanceOf(FetchResult.Busy.class);

        assertThat(server.asked()).hasSize(6);
        assertThat(storage.illStorages()).isEmpty();
    }
}
