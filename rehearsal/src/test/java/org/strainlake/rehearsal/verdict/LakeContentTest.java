package org.strainlake.rehearsal.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FetchResult;
import org.strainlake.lake.FileEntry;
import org.strainlake.lake.Replica;
import org.strainlake.lake.StoredFile;

class LakeContentTest {
    private static final String RSE = "CERN-PROMPT";
    private static final DataIdentifier DATASET = new DataIdentifier("virgo", "V-V1_HOFT-1-3600");
    private static final DataIdentifier NEXT_DATASET = new DataIdentifier("virgo", "V-V1_HOFT-3601-3600");
    private static final byte[] BYTES = {1, 2, 3};
    private static final Adler32Checksum OTHER = new Adler32Checksum("00000001");

    @TempDir
    Path directory;

    private final PlayedLake lake = new PlayedLake();
    private Path list = Path.of("");
    private Path delivered = Path.of("");

    @BeforeEach
    void deliverTwoChunks() throws IOException {
        list = directory.resolve("chunks.jsonl");
        delivered = Files.createDirectory(directory.resolve("delivered"));
        Files.writeString(list, "{\"name\": \"a.h5\"}\n{\"name\": \"b.h5\"}\n");
        for (var name : List.of("a.h5", "b.h5")) {
            Files.write(delivered.resolve(name), BYTES);
            lake.hold(DATASET, file(name), RSE);
        }
    }

    @Test
    void whereCatalogueStorageAndFileAgreeThereIsNoDifference() throws Exception {
        assertThat(ask()).isEqualTo(new LakeContent(1, 2, 2, List.of()));
    }

    @Test
    void aDeliveredNameThatTheCatalogueLacksIsADifference() throws Exception {
        lake.datasets.get(DATASET).removeFirst();

        assertThat(ask())
                .isEqualTo(new LakeContent(1, 1, 1, List.of("a.h5 was delivered, and is in no dataset of the run")));
    }

    @Test
    void aRunWithoutDatasetsHasNothingInTheLake() throws Exception {
        lake.datasets.clear();

        var content = ask();

        assertThat(content.datasets()).isZero();
        assertThat(content.differences()).hasSize(2);
    }

    @Test
    void aNameTooManyInTheCatalogueIsADifference() throws Exception {
        lake.hold(DATASET, file("c.h5"), RSE);

        assertThat(ask())
                .isEqualTo(new LakeContent(1, 3, 2, List.of("c.h5 is in a dataset of the run, and was not delivered")));
    }

    @Test
    void aNameInTwoDatasetsIsADifference() throws Exception {
        lake.hold(NEXT_DATASET, file("a.h5"), RSE);

        assertThat(ask().differences()).containsExactly("virgo:a.h5 is in two datasets of the run");
    }

    @Test
    void aFileOfAnotherScopeUnderTheSameNameIsADifference() throws Exception {
        var foreign = new DataIdentifier("ligo", "a.h5");
        lake.datasets.get(DATASET).set(0, new FileEntry(foreign, BYTES.length, sum()));

        assertThat(ask().differences()).containsExactly("ligo:a.h5 is in a dataset of the run, and not of scope virgo");
    }

    @Test
    void anotherChecksumOfTheDidIsADifference() throws Exception {
        lake.datasets.get(DATASET).set(0, new FileEntry(did("a.h5"), BYTES.length, OTHER));

        assertThat(ask().agreed()).isEqualTo(1);
        assertThat(ask().differences())
                .containsExactly(
                        "a.h5 has 3 bytes and adler32 00000001 booked with its DID, delivered were 3 bytes and "
                                + sum());
    }

    @Test
    void anotherChecksumOfTheReplicaAloneIsADifference() throws Exception {
        lake.replicas.computeIfPresent(
                did("a.h5"),
                (did, replica) -> new Replica(new FileEntry(did, BYTES.length, OTHER), replica.addresses()));

        assertThat(ask().agreed()).isEqualTo(1);
        assertThat(ask().differences()).singleElement().asString().contains("adler32 00000001 booked with its replica");
    }

    @Test
    void anotherSizeOfTheReplicaIsADifference() throws Exception {
        lake.replicas.computeIfPresent(
                did("a.h5"), (did, replica) -> new Replica(new FileEntry(did, 2, sum()), replica.addresses()));

        assertThat(ask().differences())
                .singleElement()
                .asString()
                .contains("2 bytes")
                .contains("booked with its replica");
    }

    @Test
    void aReplicaElsewhereAloneIsADifference() throws Exception {
        lake.replicas.remove(did("a.h5"));
        lake.hold(NEXT_DATASET, file("c.h5"), "CNAF-DISK");
        Files.write(delivered.resolve("c.h5"), BYTES);
        Files.writeString(list, "{\"name\": \"a.h5\"}\n{\"name\": \"b.h5\"}\n{\"name\": \"c.h5\"}\n");

        assertThat(ask().differences())
                .containsExactlyInAnyOrder("a.h5 has no replica at CERN-PROMPT", "c.h5 has no replica at CERN-PROMPT");
    }

    @Test
    void anotherChecksumOnTheStorageIsADifference() throws Exception {
        lake.stored.put(PlayedLake.address(did("a.h5")), new StoredFile(BYTES.length, Optional.of(OTHER)));

        assertThat(ask().agreed()).isEqualTo(1);
        assertThat(ask().differences()).singleElement().asString().contains("adler32 00000001 on the storage");
    }

    @Test
    void aFileWithoutADigestIsJudgedByItsBytes() throws Exception {
        var a = PlayedLake.address(did("a.h5"));
        var b = PlayedLake.address(did("b.h5"));
        lake.stored.put(a, new StoredFile(BYTES.length, Optional.empty()));
        lake.stored.put(b, new StoredFile(BYTES.length, Optional.empty()));
        lake.fetched.put(a, new FetchResult.Fetched(BYTES.length, Adler32Checksum.of(BYTES)));
        lake.fetched.put(b, new FetchResult.Fetched(BYTES.length, OTHER));

        assertThat(ask().differences())
                .singleElement()
                .asString()
                .startsWith("b.h5")
                .contains("00000001 on the storage");
    }

    @Test
    void aFileThatTheStorageLacksOrWillNotLetReadIsADifference() throws Exception {
        lake.stored.remove(PlayedLake.address(did("a.h5")));
        lake.stored.put(PlayedLake.address(did("b.h5")), new StoredFile(BYTES.length, Optional.empty()));
        lake.fetched.put(PlayedLake.address(did("b.h5")), new FetchResult.Refused("403"));

        assertThat(ask())
                .satisfies(content -> assertThat(content.agreed()).isZero())
                .satisfies(content -> assertThat(content.differences())
                        .containsExactlyInAnyOrder(
                                "a.h5 is not at https://storage.example/a.h5",
                                "b.h5 has no digest at https://storage.example/b.h5: 403"));
    }

    @Test
    void aStorageThatDoesNotAnswerIsAFailureAndNoVerdict() {
        lake.storageFailure = new IOException("connection refused");

        assertThatThrownBy(this::ask).isInstanceOf(IOException.class).hasMessage("connection refused");
    }

    private LakeContent ask() throws IOException, InterruptedException {
        return LakeContent.ask(lake, "virgo", "V-V1_HOFT*", RSE, address -> address, delivered, list, 0);
    }

    private static DataIdentifier did(String name) {
        return new DataIdentifier("virgo", name);
    }

    private static FileEntry file(String name) {
        return new FileEntry(did(name), BYTES.length, sum());
    }

    private static Adler32Checksum sum() {
        var sum = new java.util.zip.Adler32();
        sum.update(BYTES);
        return Adler32Checksum.parse("%08x".formatted(sum.getValue()));
    }
}
