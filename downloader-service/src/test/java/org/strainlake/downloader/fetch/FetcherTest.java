package org.strainlake.downloader.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.deviation.ToldDeviations;
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
import org.strainlake.embargo.KeyEncryptionKeys;
import org.strainlake.embargo.KeyMetadata;
import org.strainlake.embargo.KeyResult;
import org.strainlake.embargo.SealedLayout;
import org.strainlake.embargo.SealedName;
import org.strainlake.embargo.WrappedKey;
import org.strainlake.event.FilePayload;
import org.strainlake.lake.FetchResult;

class FetcherTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.123456789Z");
    private static final URI ELSEWHERE = URI.create("http://elsewhere.example/copy");

    private final Set<Wanted> released = new HashSet<>();

    @TempDir
    Path directory;

    private final FakeLake lake = new FakeLake();
    private final Sinks sinks = new Sinks();
    private final ToldDeviations told = new ToldDeviations();
    private @Nullable KeyEncryptionKeys keks;
    private @Nullable WrappedKey wrapped;
    private Fetcher fetcher;

    @BeforeEach
    void follow() {
        fetcher = fetcher(null);
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
        assertThat(told.all()).containsExactly("bytes-changed-in-storage at storage of " + Chunks.did(7));
        assertThat(lake.gets()).as("the bad copy is read once more").isEqualTo(3);
    }

    @Test
    void bytesThatAReplicaBringsWrongOnceWereChangedOnTheWay() {
        lake.show(Chunks.url(7), flipped());
        lake.register(Chunks.did(7), List.of(Chunks.url(7)));
        var first = fetcher.attempt(wanted(Chunks.url(7)), History.NONE);
        assertThat(told.all()).isEmpty();

        lake.show(Chunks.url(7), Chunks.bytes(7));
        var second = fetcher.attempt(wanted(Chunks.url(7)), History.NONE.after(first));

        assertThat(second).isInstanceOf(Attempt.Delivered.class);
        assertThat(told.all()).containsExactly("bytes-changed-on-the-way at storage of " + Chunks.did(7));
    }

    @Test
    void bytesThatAReplicaBringsWrongTwiceAreWrongInTheStorage() {
        lake.show(Chunks.url(7), flipped());
        lake.register(Chunks.did(7), List.of(Chunks.url(7)));
        var first = fetcher.attempt(wanted(Chunks.url(7)), History.NONE);

        fetcher.attempt(wanted(Chunks.url(7)), History.NONE.after(first));

        assertThat(told.all()).containsExactly("bytes-changed-in-storage at storage of " + Chunks.did(7));
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

    @Test
    void aSealedFileIsDeliveredInPlainUnderItsOwnName() throws IOException {
        var sealed = sealed(7);
        fetcher = fetcher(keks);

        var attempt = fetcher.attempt(sealed, History.NONE);

        assertThat(attempt).isInstanceOfSatisfying(Attempt.Delivered.class, done -> {
            assertThat(done.delivered().sums().bytes()).isEqualTo(SealedLayout.sealedSize(Chunks.bytes(7).length));
            assertThat(done.delivered().plain().bytes()).isEqualTo(Chunks.bytes(7).length);
        });
        assertThat(file("one")).hasBinaryContent(Chunks.bytes(7));
        assertThat(directory.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void aSealedFileTooLargeForMemoryWaitsSealedOnDiskUntilItIsVerified() throws IOException {
        var sealed = sealed(7);
        fetcher = new Fetcher(
                lake,
                sinks,
                new Opener(keks, lake.catalogue(), wanted -> false),
                new SealedSpool(directory.resolve("spool"), DataSize.ofBytes(100)),
                told,
                InstantSource.fixed(NOW));

        assertThat(fetcher.attempt(sealed, History.NONE)).isInstanceOf(Attempt.Delivered.class);
        assertThat(file("one")).hasBinaryContent(Chunks.bytes(7));
        assertThat(directory.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void aSealedFileThatWasChangedCutOrSwappedIsNeverDelivered() throws IOException {
        var wanted = sealed(7);
        fetcher = fetcher(keks);
        var bytes = lake.file(wanted.url());
        var changes = new LinkedHashMap<String, byte[]>();
        for (int place : new int[] {0, 1, 20, 39, 40, 60, bytes.length - 17, bytes.length - 1}) {
            var flipped = bytes.clone();
            flipped[place] ^= 1;
            changes.put("a bit at " + place, flipped);
        }
        changes.put("cut", Arrays.copyOf(bytes, bytes.length - 1));
        changes.put("nothing", new byte[0]);
        changes.put("another file of the dataset", lake.file(sealed(8).url()));
        changes.forEach((what, changed) -> {
            lake.show(wanted.url(), changed);
            // As if the event, too, had been made to fit: what it says must not be enough.
            var fitting = new Wanted(
                    wanted.key(),
                    wanted.dataset(),
                    wanted.url(),
                    new Expectation(changed.length, Adler32Checksum.of(changed), null),
                    wanted.sealed(),
                    wanted.strain(),
                    NOW);

            assertThat(fetcher.attempt(wanted, History.NONE)).as(what).isInstanceOf(Attempt.Differs.class);
            assertThat(fetcher.attempt(fitting, History.NONE)).as(what).isInstanceOf(Attempt.Differs.class);
            assertThat(file("one")).as(what).doesNotExist();
        });
    }

    @Test
    void aSealedFileFoundInTheCatalogueIsOpenedWithTheKeyThatTheCatalogueHas() throws IOException {
        var found = found(sealed(7));
        fetcher = fetcher(keks);

        assertThat(fetcher.attempt(found, History.NONE)).isInstanceOf(Attempt.Busy.class);
        lake.describe(found.dataset(), KeyMetadata.of(wrapped));
        assertThat(fetcher.attempt(found, History.NONE)).isInstanceOf(Attempt.Delivered.class);
        assertThat(file("one")).hasBinaryContent(Chunks.bytes(7));
    }

    @Test
    void withoutKeyEncryptionKeysItIsRefusedUntilItsKeyIsReleased() throws IOException {
        var wanted = sealed(7);
        fetcher = fetcher(null);

        assertThat(fetcher.attempt(wanted, History.NONE)).isInstanceOf(Attempt.Refused.class);
        released.add(wanted);
        assertThat(fetcher.attempt(wanted, History.NONE))
                .as("released, and the key is on its way")
                .isInstanceOf(Attempt.Busy.class);
        lake.describe(
                wanted.dataset(),
                KeyMetadata.ofReleased(((KeyResult.Opened) keks.open(wrapped, wanted.dataset())).key()));
        assertThat(fetcher.attempt(wanted, History.NONE)).isInstanceOf(Attempt.Delivered.class);
    }

    @Test
    void aKeyWrappedByAKeyEncryptionKeyThatIsNotHereMayStillCome() throws IOException {
        var wanted = sealed(7);
        fetcher = fetcher(KeyEncryptionKeys.generate(directory.resolve("other.json")));

        assertThat(fetcher.attempt(wanted, History.NONE)).isInstanceOf(Attempt.Busy.class);
    }

    @Test
    void whatAnEarlierRunOpenedAndDeliveredIsNotFetchedAgain() throws IOException {
        var wanted = sealed(7);
        fetcher = fetcher(keks);
        Files.createDirectories(directory.resolve("one"));
        Files.write(file("one"), Chunks.bytes(7));

        assertThat(fetcher.attempt(wanted, History.NONE)).isInstanceOf(Attempt.Delivered.class);
        assertThat(lake.gets()).isZero();
    }

    private Fetcher fetcher(@Nullable KeyEncryptionKeys with) {
        return new Fetcher(
                lake,
                sinks,
                new Opener(with, lake.catalogue(), released::contains),
                new SealedSpool(directory.resolve("spool"), DataSize.ofMegabytes(1)),
                told,
                InstantSource.fixed(NOW));
    }

    private Wanted sealed(long gps) throws IOException {
        var payload = Chunks.payload(gps);
        if (keks == null) {
            keks = KeyEncryptionKeys.generate(directory.resolve("kek.json"));
            wrapped = keks.newKey(payload.datasetDid());
            Files.createDirectories(directory.resolve("spool"));
        }
        var name = SealedName.of(payload.did());
        var bytes = new ByteArrayOutputStream();
        var key = ((KeyResult.Opened) keks.open(wrapped, payload.datasetDid())).key();
        try (var sealing = key.sealing(bytes, name)) {
            sealing.write(Chunks.bytes(gps));
            sealing.finish();
        }
        var url = URI.create(Chunks.url(gps) + ".sealed");
        lake.show(url, bytes.toByteArray());
        return new Wanted(
                new ChunkKey("f", name.did()),
                payload.datasetDid(),
                url,
                new Expectation(bytes.size(), Adler32Checksum.of(bytes.toByteArray()), null),
                FilePayload.Sealed.of(wrapped, payload.bytes(), payload.adler32(), payload.sha256()),
                new Wanted.Strain("V1-hoft.TEST", gps),
                NOW);
    }

    private static Wanted found(Wanted sealed) {
        return new Wanted(
                sealed.key(), sealed.dataset(), sealed.url(), sealed.expectation(), null, null, sealed.seen());
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
                null,
                new Wanted.Strain("V1-hoft.TEST", 7),
                NOW);
    }
}
