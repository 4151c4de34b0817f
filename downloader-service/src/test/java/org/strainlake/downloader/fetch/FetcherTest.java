package org.strainlake.downloader.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.downloader.Chunks;
import org.strainlake.downloader.FakeLake;
import org.strainlake.downloader.deliver.Sinks;
import org.strainlake.downloader.follow.DatasetPattern;
import org.strainlake.downloader.follow.DirectorySpec;
import org.strainlake.downloader.follow.Follow;
import org.strainlake.downloader.follow.FollowChange;
import org.strainlake.downloader.follow.SinkSpec;
import org.strainlake.downloader.ledger.ChunkKey;
import org.strainlake.downloader.ledger.Wanted;
import org.strainlake.downloader.verify.Expectation;
import org.strainlake.lake.FetchResult;

class FetcherTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.123456789Z");
    private static final URI ELSEWHERE = URI.create("http://elsewhere.example/copy");

    @TempDir
    Path directory;

    private final FakeLake lake = new FakeLake();
    private final Sinks sinks = new Sinks();
    private final Fetcher fetcher = new Fetcher(lake, sinks, InstantSource.fixed(NOW));

    @BeforeEach
    void follow() {
        follow(directory.resolve("one"));
    }

    @Test
    void aGoodChunkIsDeliveredWithItsStampsToTheNanosecond() {
        lake.show(Chunks.url(7), Chunks.bytes(7));

        var attempt = fetcher.attempt(wanted(Chunks.url(7)), History.NONE);

        assertThat(attempt).isInstanceOfSatisfying(Attempt.Delivered.class, done -> {
            assertThat(done.delivered().delivered()).isEqualTo(NOW);
            assertThat(done.delivered().sums().bytes()).isEqualTo(Chunks.bytes(7).length);
        });
        assertThat(file("one")).hasBinaryContent(Chunks.bytes(7));
    }

    @Test
    void aFlippedByteIsNeverDeliveredAndTheNextAttemptAsksForOtherCopies() {
        lake.show(Chunks.url(7), flipped());
        lake.show(ELSEWHERE, Chunks.bytes(7));
        lake.register(Chunks.did(7), List.of(Chunks.url(7), ELSEWHERE));

        var first = fetcher.attempt(wanted(Chunks.url(7)), History.NONE);
        assertThat(first).isInstanceOf(Attempt.Differs.class);
        assertThat(file("one")).doesNotExist();
        var second = fetcher.attempt(wanted(Chunks.url(7)), History.NONE.after(first));

        assertThat(second).isInstanceOf(Attempt.Delivered.class);
        assertThat(lake.gets()).isEqualTo(2);
    }

    @Test
    void withoutAnAddressInTheEventTheCatalogueSaysWhereItIs() {
        lake.show(ELSEWHERE, Chunks.bytes(7));
        lake.register(Chunks.did(7), List.of(URI.create("root://elsewhere.example//copy"), ELSEWHERE));

        assertThat(fetcher.attempt(wanted(null), History.NONE)).isInstanceOf(Attempt.Delivered.class);
    }

    @Test
    void whatTheStorageSaysIsPassedOn() {
        assertThat(fetcher.attempt(wanted(Chunks.url(7)), History.NONE)).isInstanceOf(Attempt.NotVisible.class);

        lake.mood(url -> new FetchResult.Refused("403"));
        assertThat(fetcher.attempt(wanted(Chunks.url(7)), History.NONE)).isEqualTo(new Attempt.Refused("403"));

        lake.mood(url -> new FetchResult.Busy(Duration.ofSeconds(3), "503"));
        assertThat(fetcher.attempt(wanted(Chunks.url(7)), History.NONE))
                .isEqualTo(new Attempt.Busy(Duration.ofSeconds(3), "503"));
    }

    @Test
    void aSinkInTroubleHoldsUpNoOtherAndIsServedWhenItIsWell() throws IOException {
        var blocked = Files.writeString(directory.resolve("two"), "a file where a directory must be");
        follow(directory.resolve("one"), blocked);
        lake.show(Chunks.url(7), Chunks.bytes(7));

        var first = fetcher.attempt(wanted(Chunks.url(7)), History.NONE);
        assertThat(first).isInstanceOf(Attempt.Stuck.class);
        assertThat(file("one")).hasBinaryContent(Chunks.bytes(7));
        Files.delete(blocked);
        var second = fetcher.attempt(wanted(Chunks.url(7)), History.NONE.after(first));

        assertThat(second).isInstanceOf(Attempt.Delivered.class);
        assertThat(file("two")).hasBinaryContent(Chunks.bytes(7));
    }

    @Test
    void whatAnEarlierRunDeliveredIsNotFetchedAgain() throws IOException {
        Files.write(file("one"), Chunks.bytes(7));

        assertThat(fetcher.attempt(wanted(Chunks.url(7)), History.NONE)).isInstanceOf(Attempt.Delivered.class);
        assertThat(lake.gets()).isZero();
    }

    private void follow(Path... directories) {
        sinks.on(new FollowChange.Added(
                new Follow(
                        "f",
                        "virgo",
                        DatasetPattern.of("virgo:*"),
                        Stream.of(directories)
                                .map(path -> new SinkSpec(new DirectorySpec(path, 0, true)))
                                .toList(),
                        Follow.From.NOW,
                        Duration.ofMinutes(10),
                        Follow.Origin.REST,
                        NOW),
                false));
    }

    private Path file(String sink) {
        return directory.resolve(sink).resolve(Chunks.did(7).name());
    }

    private static byte[] flipped() {
        var bytes = Chunks.bytes(7);
        bytes[1000] ^= 4;
        return bytes;
    }

    private static Wanted wanted(@Nullable URI url) {
        var payload = Chunks.payload(7);
        return new Wanted(
                new ChunkKey("f", payload.did()),
                payload.datasetDid(),
                url,
                new Expectation(payload.bytes(), payload.adler32(), payload.sha256()),
                new Wanted.Strain("V1-hoft.TEST", 7),
                NOW);
    }
}
