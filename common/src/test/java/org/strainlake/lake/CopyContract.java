package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.FakeServer;
import org.strainlake.http.FakeServer.Asked;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.token.TokenSource;

/** Promises of third-party copies: the second storage gets a file from the first, or from any other server. */
public abstract class CopyContract extends LakeContract {
    private static final byte[] BYTES = noise(300_000);
    private static final Adler32Checksum SUM = Adler32Checksum.of(BYTES);

    private URI there(String name) throws IOException {
        return catalogue().address(catalogue().storageElement(access().secondRse()), did(name));
    }

    @Test
    void aCopyHasTheSizeTheDigestAndTheBytesOfItsSource() throws IOException {
        var from = place("source.h5");
        var to = there("copy.h5");
        put(from, BYTES);

        assertThat(storage().copy(from, to)).isEqualTo(new StoreResult.Stored(SUM));

        assertThat(storage().head(to)).contains(new StoredFile(BYTES.length, Optional.of(SUM)));
        assertThat(got(to)).isEqualTo(BYTES);
        assertThat(got(from)).isEqualTo(BYTES);
    }

    @Test
    void aCopyThatIsThereAlreadyIsStored() throws IOException {
        var from = place("twice.h5");
        var to = there("twice.h5");
        put(from, BYTES);

        var first = storage().copy(from, to);

        assertThat(storage().copy(from, to)).isEqualTo(first).isEqualTo(new StoreResult.Stored(SUM));
    }

    @Test
    void aCopyOfWhatIsNotThereIsRefusedByNameAndLeavesNothing() throws IOException {
        var from = place("nosuch.h5");
        var to = there("nosuch.h5");

        assertThat(storage().copy(from, to))
                .isInstanceOfSatisfying(
                        StoreResult.Refused.class,
                        refused -> assertThat(refused.reason()).contains(from.getPath(), "not there"));
        assertThat(storage().head(to)).isEmpty();
    }

    @Test
    void aFileIsNeverCopiedOverAnother() throws IOException {
        var from = place("copied.h5");
        put(from, BYTES);
        for (byte[] others : List.of(noise(300_001), noise(200), new byte[BYTES.length])) {
            var to = there("holder-" + others.length + ".h5");
            put(to, others);

            assertThat(storage().copy(from, to)).isInstanceOf(StoreResult.Refused.class);
            assertThat(got(to)).isEqualTo(others);
        }
    }

    @Test
    void theBeginningThatABrokenCopyLeftIsReplacedByTheWhole() throws IOException {
        var from = place("begun.h5");
        var to = there("begun.h5");
        put(from, BYTES);
        put(to, Arrays.copyOf(BYTES, 70_000));

        assertThat(storage().copy(from, to)).isEqualTo(new StoreResult.Stored(SUM));
        assertThat(got(to)).isEqualTo(BYTES);
    }

    @Test
    void aSourceThatFailsLeavesNothingAndTheNextAttemptStores() throws IOException {
        var to = there("failing.h5");
        var gets = new AtomicInteger();
        try (var source = new FakeServer(asked -> switch (asked.method()) {
            case "HEAD" -> file();
            default ->
                switch (gets.getAndIncrement()) {
                    case 0 -> Reply.of(500);
                    case 1 -> Reply.of(200, Arrays.copyOf(BYTES, 100_000)).breakingOff(200_000);
                    default -> file();
                };
        })) {
            var storage = access().storage(entered().http(), tokensFor(source));

            for (int failures = 0; failures < 2; failures++) {
                assertThat(storage.copy(source.url("/file"), to)).isInstanceOf(StoreResult.Busy.class);
                assertThat(storage().head(to)).isEmpty();
            }
            assertThat(storage.copy(source.url("/file"), to)).isEqualTo(new StoreResult.Stored(SUM));
            assertThat(got(to)).isEqualTo(BYTES);
        }
    }

    @Test
    void otherBytesThanTheSourceShowsAreRemoved() throws IOException {
        var to = there("wrong.h5");
        byte[] others = BYTES.clone();
        others[7] ^= 1;
        try (var source = new FakeServer(asked -> asked.method().equals("HEAD") ? file() : Reply.of(200, others))) {
            var storage = access().storage(entered().http(), tokensFor(source));

            assertThat(storage.copy(source.url("/file"), to)).isInstanceOf(StoreResult.Busy.class);
            assertThat(storage().head(to)).isEmpty();
        }
    }

    @Test
    void theSourceSeesItsOwnTokenOnly() throws IOException {
        try (var source = new FakeServer(asked -> file())) {
            var storage = access().storage(entered().http(), tokensFor(source));

            assertThat(storage.copy(source.url("/file"), there("tokens.h5"))).isEqualTo(new StoreResult.Stored(SUM));

            assertThat(source.asked()).extracting(Asked::method).contains("HEAD", "GET");
            assertThat(source.asked())
                    .extracting(asked -> asked.header("Authorization"))
                    .containsOnly("Bearer for-the-source");
        }
    }

    private static Reply file() {
        return Reply.of(200, BYTES).with("Digest", "adler32=" + SUM);
    }

    /** The lake's tokens for its storages, and one of its own for a server that is not of the lake. */
    private TokenSource tokensFor(FakeServer source) {
        var own = source.url("").toString();
        var tokens = entered().tokens();
        return new TokenSource() {
            @Override
            public String token(String audience, String scope) throws IOException {
                return audience.equals(own) ? "for-the-source" : tokens.token(audience, scope);
            }

            @Override
            public void invalidate(String audience, String scope, String refused) {
                tokens.invalidate(audience, scope, refused);
            }
        };
    }
}
