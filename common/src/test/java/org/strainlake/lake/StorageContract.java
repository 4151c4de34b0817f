package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.FakeServer;
import org.strainlake.http.FakeServer.Reply;

/** Promises of the storages: bytes are stored whole, once, under one name, and got as they were put. */
public abstract class StorageContract extends LakeContract {
    /** The storage that is tried, and in what it differs from others. */
    protected abstract StorageKind kind();

    @Override
    final String rse() {
        return kind().rse();
    }

    @Test
    void aStoredFileIsShownWithItsSizeAndDigest() throws IOException {
        byte[] bytes = noise(35_000);
        var url = place("shown.h5");

        var result = put(url, bytes);

        assertThat(result).isEqualTo(new StoreResult.Stored(Adler32Checksum.of(bytes)));
        assertThat(storage().head(url)).contains(new StoredFile(35_000, Optional.of(Adler32Checksum.of(bytes))));
    }

    @Test
    void aRepeatedUploadOfTheSameBytesIsStoredOnce() throws IOException {
        byte[] bytes = noise(1_000);
        var url = place("repeated.h5");

        var first = put(url, bytes);
        var repeat = put(url, bytes);

        assertThat(repeat).isInstanceOf(StoreResult.Stored.class).isEqualTo(first);
    }

    @Test
    void anotherFileUnderATakenNameIsRefusedAndTheFirstStays() throws IOException {
        byte[] bytes = noise(1_000);
        byte[] others = noise(1_000);
        others[0] = (byte) (bytes[0] + 1);
        var url = place("taken.h5");
        put(url, bytes);

        var result = put(url, others);

        assertThat(result).isInstanceOf(StoreResult.Refused.class);
        assertThat(got(url)).isEqualTo(bytes);
    }

    @Test
    void aWholeSmallerFileUnderATakenNameIsNotTakenForALeftover() throws IOException {
        byte[] bytes = noise(1_000);
        var url = place("smaller.h5");
        put(url, new byte[500]);

        var result = put(url, bytes);

        assertThat(result).isInstanceOf(StoreResult.Refused.class);
        assertThat(got(url)).isEqualTo(new byte[500]);
    }

    @Test
    void theBeginningOfAFileThatABrokenUploadLeftIsReplacedByTheWhole() throws IOException {
        byte[] bytes = noise(20_000);
        var url = place("broken.h5");
        put(url, Arrays.copyOf(bytes, 7_000));

        var result = put(url, bytes);

        assertThat(result).isEqualTo(new StoreResult.Stored(Adler32Checksum.of(bytes)));
        assertThat(got(url)).isEqualTo(bytes);
    }

    @Test
    void aFileOfSeveralMegabytesIsStoredWhole() throws IOException {
        byte[] bytes = noise(5_000_000);
        var url = place("large.h5");

        var result = put(url, bytes);

        assertThat(result).isEqualTo(new StoreResult.Stored(Adler32Checksum.of(bytes)));
        assertThat(got(url)).isEqualTo(bytes);
    }

    @Test
    void whatIsGotIsSummedOnTheWay() throws IOException {
        byte[] bytes = noise(100_000);
        var url = place("summed.h5");
        put(url, bytes);

        var result = storage().get(url, null, new ByteArrayOutputStream());

        assertThat(result).isInstanceOfSatisfying(FetchResult.Fetched.class, fetched -> {
            assertThat(fetched.bytes()).isEqualTo(bytes.length);
            assertThat(fetched.adler32()).isEqualTo(Adler32Checksum.of(bytes));
        });
    }

    @Test
    void aPartOfAFileIsThatPartOnly() throws IOException {
        byte[] bytes = noise(10_000);
        var url = place("part.h5");
        put(url, bytes);
        var sink = new ByteArrayOutputStream();

        var result = storage().get(url, new ByteRange(2_000, 3_000), sink);

        byte[] part = Arrays.copyOfRange(bytes, 2_000, 5_000);
        assertThat(sink.toByteArray()).isEqualTo(part);
        assertThat(result).isEqualTo(new FetchResult.Fetched(3_000, Adler32Checksum.of(part)));
    }

    @Test
    void aFileThatIsNotThereIsNotVisible() throws IOException {
        var url = place("missing.h5");

        assertThat(storage().get(url, null, new ByteArrayOutputStream())).isEqualTo(new FetchResult.NotVisible());
        assertThat(storage().head(url)).isEmpty();
    }

    @Test
    void aDeletedFileIsGoneAndMayBeDeletedAgain() throws IOException {
        var url = place("deleted.h5");
        put(url, noise(10));

        storage().delete(url);
        storage().delete(url);

        assertThat(storage().head(url)).isEmpty();
    }

    @Test
    void aMovedFileLiesUnderItsNewNameOnly() throws IOException {
        byte[] bytes = noise(100);
        var from = place("old-name.h5");
        var to = from.resolve(run() + "-new-name.h5");
        put(from, bytes);

        storage().move(from, to);

        assertThat(storage().head(from)).isEmpty();
        assertThat(got(to)).isEqualTo(bytes);
    }

    @Test
    void aFileIsNeverMovedOverAnother() throws IOException {
        byte[] bytes = noise(100);
        byte[] others = noise(101);
        var from = place("mover.h5");
        var to = from.resolve(run() + "-holder.h5");
        put(from, bytes);
        put(to, others);

        assertThatThrownBy(() -> storage().move(from, to)).isInstanceOf(IOException.class);

        assertThat(got(from)).isEqualTo(bytes);
        assertThat(got(to)).isEqualTo(others);
    }

    @Test
    void ofARangeThatEndsBeyondTheFileAsMuchIsGotAsThereIs() throws IOException {
        byte[] bytes = noise(10_000);
        var url = place("end.h5");
        put(url, bytes);
        var sink = new ByteArrayOutputStream();

        var result = storage().get(url, new ByteRange(9_900, 5_000), sink);

        byte[] part = Arrays.copyOfRange(bytes, 9_900, 10_000);
        assertThat(result).isEqualTo(new FetchResult.Fetched(100, Adler32Checksum.of(part)));
        assertThat(sink.toByteArray()).isEqualTo(part);
    }

    @Test
    void ofARangeBeyondTheFileNothingIsVisible() throws IOException {
        var url = place("beyond.h5");
        put(url, noise(10_000));
        var sink = new ByteArrayOutputStream();

        assertThat(storage().get(url, new ByteRange(10_000, 1), sink)).isEqualTo(new FetchResult.NotVisible());
        assertThat(storage().get(url, new ByteRange(20_000, 500), sink)).isEqualTo(new FetchResult.NotVisible());
        assertThat(sink.size()).isZero();
    }

    @Test
    void whetherConditionalPutsAreHonouredIsFoundOutOnce() throws IOException {
        var url = place("probe.h5");

        boolean first = storage().honoursConditionalPut(url);
        boolean second = storage().honoursConditionalPut(url);

        assertThat(first).isEqualTo(kind().honoursConditionalPut());
        assertThat(second).isEqualTo(first);
        assertThat(put(url, noise(100))).isInstanceOf(StoreResult.Stored.class);
    }

    @Test
    void aConditionalPutOverAFileIsAnsweredAsItsKindOfStorageDoes() throws IOException {
        byte[] bytes = noise(100);
        byte[] others = noise(101);
        var url = place("conditional.h5");
        put(url, bytes);

        try (var answer = raw().call("PUT", url, others, "If-None-Match", "*")) {
            if (kind().honoursConditionalPut()) {
                assertThat(answer.status()).isEqualTo(412);
                assertThat(got(url)).isEqualTo(bytes);
            } else {
                assertThat(answer.isSuccess()).isTrue();
                assertThat(got(url)).isEqualTo(others);
            }
        }
    }

    @Test
    void theDigestThatIsWantedIsTheFilesOwnAndSoIsOneUnaskedWhereItsKindOfStorageGivesIt() throws IOException {
        var urls = List.of(place("digest.h5"), place("another-digest.h5"));
        for (var url : urls) {
            byte[] bytes = noise(100 + urls.indexOf(url));
            put(url, bytes);
        }
        for (var method : List.of("HEAD", "GET", "HEAD")) {
            for (var url : urls) {
                var own = "adler32=" + Adler32Checksum.of(noise(100 + urls.indexOf(url)));
                try (var wanted = raw().call(method, url, null, "Want-Digest", "adler32");
                        var unasked = raw().call(method, url, null)) {
                    assertThat(wanted.header("Digest")).contains(own);
                    if (kind().givesDigestUnasked()) {
                        assertThat(unasked.header("Digest")).contains(own);
                    } else {
                        // Nothing can be relied on: only the sum over the bytes is the file's.
                        assertThat(storage().get(url, null, new ByteArrayOutputStream()))
                                .isEqualTo(new FetchResult.Fetched(
                                        100 + urls.indexOf(url), Adler32Checksum.of(noise(100 + urls.indexOf(url)))));
                    }
                }
            }
        }
    }

    @Test
    void whatAConnectionThatEndedInAPutLeftIsNeverTakenForWhole() throws IOException {
        byte[] bytes = noise(100_000);
        var url = place("cut.h5");
        put(place("makes-the-directory.h5"), noise(1));

        raw().putCutOff(url, bytes, 40_000);

        var shown = storage().head(url);
        if (kind().showsWhatWasCutOff()) {
            assertThat(shown)
                    .hasValueSatisfying(file -> assertThat(file.bytes()).isLessThanOrEqualTo(40_000));
        } else {
            assertThat(shown).isEmpty();
        }
        assertThat(put(url, bytes)).isEqualTo(new StoreResult.Stored(Adler32Checksum.of(bytes)));
        assertThat(got(url)).isEqualTo(bytes);
    }

    @Test
    void aRedirectIsFollowedWithoutTheToken() throws IOException {
        byte[] bytes = noise(35_000);
        var url = place("redirected.h5");
        try (var front = new FakeServer(asked ->
                Reply.of(307).with("Location", url.resolve(asked.path()).toString()))) {
            var fronted = front.url(url.getRawPath());
            var storage = access().storage(entered().http(), raw().tokensOf(url));

            var put = storage.put(fronted, Content.of(bytes), Adler32Checksum.of(bytes));
            var sink = new ByteArrayOutputStream();
            var fetched = storage.get(fronted, null, sink);

            assertThat(front.asked())
                    .extracting(asked -> asked.header("Authorization"))
                    .allMatch(header -> header.startsWith("Bearer "));
            if (kind().isProtected()) {
                // The token is a good one for this storage: only because it stayed behind nothing is let in.
                assertThat(put).isNotInstanceOf(StoreResult.Stored.class);
                assertThat(fetched).isInstanceOf(FetchResult.Refused.class);
                assertThat(storage().head(url)).isEmpty();
            } else {
                assertThat(put).isEqualTo(new StoreResult.Stored(Adler32Checksum.of(bytes)));
                assertThat(fetched).isEqualTo(new FetchResult.Fetched(35_000, Adler32Checksum.of(bytes)));
                assertThat(sink.toByteArray()).isEqualTo(bytes);
            }
        }
    }

    private RawStorage raw() {
        return new RawStorage(access(), entered().http(), entered().tokens());
    }
}
