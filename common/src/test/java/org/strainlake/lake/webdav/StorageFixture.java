package org.strainlake.lake.webdav;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.springframework.util.unit.DataSize;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.FakeServer;
import org.strainlake.http.HttpProperties;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.SetClock;
import org.strainlake.lake.Content;
import org.strainlake.lake.StoreResult;

/** A storage in memory and a client for it. */
abstract class StorageFixture {
    static final byte[] BYTES = noise(35_000);
    static final Adler32Checksum SUM = Adler32Checksum.of(BYTES);
    static final StoreResult STORED = new StoreResult.Stored(SUM);

    final FakeStorage remote = new FakeStorage();
    final FakeServer server = new FakeServer(remote);
    final FakeTokens tokens = new FakeTokens();
    final SetClock clock = new SetClock();
    final OutboundHttp http = OutboundHttp.of(new HttpProperties(Duration.ofSeconds(2), null));
    final WebDavStorage storage = new WebDavStorage(
            new StorageProperties(
                    "", "storage.read:/", "storage.modify:/", Duration.ofSeconds(5), DataSize.ofMegabytes(1)),
            http,
            CircuitBreakerRegistry.ofDefaults(),
            tokens,
            clock);
    final URI url = server.url("/data/virgo/chunk.h5");

    StorageFixture() throws IOException {}

    @AfterEach
    void end() {
        server.close();
        http.close();
    }

    StoreResult put() {
        return storage.put(url, Content.of(BYTES), SUM);
    }

    /** The calls for our file from here on. */
    List<String> callsOf(Runnable action) {
        int before = server.asked().size();
        action.run();
        return server.asked().stream()
                .skip(before)
                .filter(asked -> asked.path().equals(url.getPath()))
                .map(FakeServer.Asked::method)
                .toList();
    }

    static byte[] noise(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
