package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;

/** Promises of the storages: bytes are stored whole, once, under one name, and got as they were put. */
public abstract class StorageContract extends LakeContract {
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
    void whetherConditionalPutsAreHonouredIsFoundOutOnce() throws IOException {
        var url = place("probe.h5");

        boolean first = storage().honoursConditionalPut(url);
        boolean second = storage().honoursConditionalPut(url);

        assertThat(second).isEqualTo(first);
        assertThat(put(url, noise(100))).isInstanceOf(StoreResult.Stored.class);
    }
}
