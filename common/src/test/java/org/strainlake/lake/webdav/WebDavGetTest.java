package org.strainlake.lake.webdav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.FakeServer.Asked;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.lake.ByteRange;
import org.strainlake.lake.FetchResult;

class WebDavGetTest extends StorageFixture {
    private final ByteArrayOutputStream sink = new ByteArrayOutputStream();

    WebDavGetTest() throws IOException {}

    @BeforeEach
    void fill() {
        remote.files.put("/data/virgo/chunk.h5", BYTES);
    }

    @Test
    void aFileIsSummedOnItsWayToTheSink() throws IOException {
        var result = storage.get(url, null, sink);

        assertThat(result).isEqualTo(new FetchResult.Fetched(BYTES.length, SUM));
        assertThat(sink.toByteArray()).isEqualTo(BYTES);
    }

    @Test
    void aPartCarriesNoDigestSinceTheStoragesIsOfTheWhole() throws IOException {
        byte[] part = Arrays.copyOfRange(BYTES, 100, 300);

        var result = storage.get(url, new ByteRange(100, 200), sink);

        assertThat(result).isEqualTo(new FetchResult.Fetched(200, Adler32Checksum.of(part)));
        assertThat(sink.toByteArray()).isEqualTo(part);
    }

    @Test
    void aStorageThatSendsTheWholeInsteadOfThePartIsCutToIt() throws IOException {
        remote.fault(asked -> Reply.of(200, BYTES));

        storage.get(url, new ByteRange(100, 200), sink);

        assertThat(sink.toByteArray()).isEqualTo(Arrays.copyOfRange(BYTES, 100, 300));
    }

    @Test
    void anotherPartThanAskedForIsBusy() throws IOException {
        remote.fault(asked -> Reply.of(206, new byte[200]).with("Content-Range", "bytes 0-199/35000"));

        assertThat(storage.get(url, new ByteRange(100, 200), sink)).isInstanceOf(FetchResult.Busy.class);
        assertThat(sink.size()).isZero();
    }

    @Test
    void connectionsAreKeptAfterWholesPartsAndErrors() throws IOException {
        storage.get(url, null, sink);
        storage.get(url, new ByteRange(0, 10), sink);
        storage.get(server.url("/missing"), null, sink);
        storage.head(url);
        storage.get(url, null, sink);

        assertThat(server.asked().stream().map(Asked::clientPort).distinct()).hasSize(1);
    }

    @Test
    void aMissingFileIsNotVisibleAndAForbiddenOneRefused() throws IOException {
        assertThat(storage.get(server.url("/missing"), null, sink)).isEqualTo(new FetchResult.NotVisible());
        remote.fault(asked -> Reply.of(410));
        assertThat(storage.get(url, null, sink)).isEqualTo(new FetchResult.NotVisible());
        remote.fault(asked -> Reply.of(403));
        assertThat(storage.get(url, null, sink)).isInstanceOf(FetchResult.Refused.class);
        remote.fault(asked -> Reply.of(401));
        assertThat(storage.get(url, null, sink)).isInstanceOf(FetchResult.Refused.class);
    }

    @Test
    void aBodyThatBreaksOffIsBusyThoughTheSinkSawPartOfIt() throws IOException {
        remote.fault(asked -> Reply.of(200, Arrays.copyOf(BYTES, 1000)).breakingOff(500));

        assertThat(storage.get(url, null, sink)).isInstanceOf(FetchResult.Busy.class);
    }

    @Test
    void aSinkThatFailsIsTheCallersFailure() {
        var full = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("no space left on device");
            }
        };

        assertThatThrownBy(() -> storage.get(url, null, full)).hasMessage("no space left on device");
    }

    @Test
    void aStorageThatIsNotThereIsBusy() throws IOException {
        server.close();

        assertThat(storage.get(url, null, sink)).isInstanceOf(FetchResult.Busy.class);
    }

    @Test
    void aFileIsNotMovedOverAnotherThoughTheStorageWould() {
        remote.files.put("/data/virgo/other.h5", noise(10));

        assertThatThrownBy(() -> storage.move(url, server.url("/data/virgo/other.h5")))
                .isInstanceOf(IOException.class);

        assertThat(server.calls()).containsExactly("HEAD /data/virgo/other.h5");
    }

    @Test
    void digestsAreReadWhateverStandsBesideThem() {
        var sum = Optional.of(new Adler32Checksum("0b587cce"));

        assertThat(Digests.adler32(List.of("adler32=0b587cce"))).isEqualTo(sum);
        assertThat(Digests.adler32(List.of("md5=Q2hlY2s9PQ==, ADLER32=B587CCE")))
                .isEqualTo(sum);
        assertThat(Digests.adler32(List.of("sha-256=x", "adler32=0b587cce"))).isEqualTo(sum);
        assertThat(Digests.adler32(List.of("md5=Q2hlY2s9PQ=="))).isEmpty();
        assertThat(Digests.adler32(List.of("adler32=", "adler32=nothex"))).isEmpty();
        assertThat(Digests.adler32(List.of())).isEmpty();
    }

    @Test
    void ofARangeThatEndsBeyondTheFileAsMuchIsGotAsThereIs() throws IOException {
        // As XRootD: it promises the whole range and sends nothing.
        remote.files.put("/data/virgo/chunk.h5", Arrays.copyOf(BYTES, 100));
        remote.fault(asked -> asked.header("Range").equals("bytes=90-139")
                ? Reply.of(206).with("Content-Range", "bytes 90-139/100").breakingOff(50)
                : null);

        byte[] part = Arrays.copyOfRange(BYTES, 90, 100);
        assertThat(storage.get(url, new ByteRange(90, 50), sink))
                .isEqualTo(new FetchResult.Fetched(10, Adler32Checksum.of(part)));
        assertThat(sink.toByteArray()).isEqualTo(part);
    }

    @Test
    void ofARangeBeyondTheFileNothingIsVisible() throws IOException {
        var beyond = new ByteRange(100, 50);
        remote.files.put("/data/virgo/chunk.h5", Arrays.copyOf(BYTES, 100));
        remote.fault(asked -> asked.method().equals("GET")
                ? Reply.of(206).with("Content-Range", "bytes 100-149/100").breakingOff(50)
                : null);
        assertThat(storage.get(url, beyond, new ByteArrayOutputStream())).isEqualTo(new FetchResult.NotVisible());

        server.script(asked -> Reply.of(416).with("Content-Range", "bytes */100"));
        assertThat(storage.get(url, beyond, new ByteArrayOutputStream())).isEqualTo(new FetchResult.NotVisible());

        server.script(asked -> Reply.of(200, noise(100)));
        assertThat(storage.get(url, beyond, new ByteArrayOutputStream())).isEqualTo(new FetchResult.NotVisible());
    }

    @Test
    void whereARangeBeyondTheFileIsAnsweredByABrokenConnectionItsSizeIsAskedFor() throws IOException {
        remote.files.put("/data/virgo/chunk.h5", Arrays.copyOf(BYTES, 100));
        remote.fault(asked -> asked.header("Range").matches("bytes=(90-139|100-149|0-9)") ? Reply.dropped() : null);

        assertThat(storage.get(url, new ByteRange(90, 50), sink))
                .isEqualTo(new FetchResult.Fetched(10, Adler32Checksum.of(Arrays.copyOfRange(BYTES, 90, 100))));
        assertThat(storage.get(url, new ByteRange(100, 50), sink)).isEqualTo(new FetchResult.NotVisible());
        assertThat(storage.get(url, new ByteRange(0, 10), sink)).isInstanceOf(FetchResult.Busy.class);
    }
}
