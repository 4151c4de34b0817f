package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;

/** Promises of the catalogue about where files lie. */
public abstract class ReplicaContract extends LakeContract {
    private static final int MANY = 10_000;

    @Test
    void aReplicaCanBeGotFromItsAddress() throws IOException {
        byte[] bytes = noise(5_000);
        var dataset = dataset("replicas");
        var did = did("replica.h5");
        var url = address(did);
        put(url, bytes);
        var file = new FileEntry(did, bytes.length, Adler32Checksum.of(bytes));
        catalogue().attachFiles(dataset, rse(), List.of(file));
        var found = new ArrayList<Replica>();

        catalogue().replicas(List.of(dataset), found::add);

        assertThat(found).singleElement().satisfies(replica -> {
            assertThat(replica.file()).isEqualTo(file);
            assertThat(replica.addresses()).singleElement().satisfies(address -> {
                assertThat(address.rse()).isEqualTo(rse());
                assertThat(address.url()).isEqualTo(url);
                assertThat(got(address.url())).isEqualTo(bytes);
            });
        });
    }

    @Test
    void anUnknownNameHasNoReplicasAndNoEntry() throws IOException {
        var unknown = did("unknown.h5");
        var found = new ArrayList<Replica>();

        catalogue().replicas(List.of(unknown), found::add);

        assertThat(found).isEmpty();
        assertThat(catalogue().file(unknown)).isEmpty();
    }

    @Test
    void tenThousandFilesAreListedOnceEachAndNoneOfThemIsKept() throws IOException {
        var dataset = dataset("ten-thousand");
        var files = new ArrayList<FileEntry>();
        for (int i = 0; i < MANY; i++) {
            files.add(entry("ten-thousand-" + i + ".h5", 1_000 + i, i));
        }
        assertThat(catalogue().attachFiles(dataset, rse(), files)).isEqualTo(new CatalogueResult.Done());

        var replicas = new Passing();
        catalogue().replicas(List.of(dataset), replica -> {
            assertThat(replica.addresses()).extracting(Replica.Address::rse).containsExactly(rse());
            replicas.pass(replica.file());
        });
        var entries = new Passing();
        catalogue().files(dataset, entries::pass);

        replicas.wereOnceEach(files);
        entries.wereOnceEach(files);
    }

    @Test
    void theReplicasOfOneFileAndOfManyNamedFilesAreListedInOneQuestion() throws IOException {
        var dataset = dataset("named-files");
        var files = List.of(entry("named-1.h5", 1, 1), entry("named-2.h5", 2, 2), entry("named-3.h5", 3, 3));
        catalogue().attachFiles(dataset, rse(), files);
        var one = new ArrayList<FileEntry>();
        var two = new ArrayList<FileEntry>();

        catalogue().replicas(List.of(files.get(1).did()), replica -> one.add(replica.file()));
        catalogue()
                .replicas(
                        List.of(files.get(0).did(), files.get(2).did(), did("named-unknown.h5")),
                        replica -> two.add(replica.file()));

        assertThat(one).containsExactly(files.get(1));
        assertThat(two).containsExactlyInAnyOrder(files.get(0), files.get(2));
    }

    /**
     * What a list hands over, looked at and let go. That nobody else holds it is asked of the garbage collector,
     * time and again while the list is read: a fixed number may still be in somebody's hands, however many came.
     */
    private static final class Passing {
        private static final int LOOK_AFTER = 2_500;
        private static final int IN_SOMEBODYS_HANDS = 100;

        private final Map<DataIdentifier, Long> seen = new HashMap<>();
        private final List<WeakReference<FileEntry>> handedOver = new ArrayList<>();
        private int number;

        void pass(FileEntry file) {
            // A copy of the name, so that the entry itself is held by nobody here.
            seen.merge(new DataIdentifier(file.did().scope(), file.did().name()), file.bytes(), Long::sum);
            handedOver.add(new WeakReference<>(file));
            number++;
            if (number % LOOK_AFTER == 0) {
                await().untilAsserted(() -> {
                    System.gc();
                    assertThat(handedOver)
                            .filteredOn(entry -> entry.get() != null)
                            .hasSizeLessThan(IN_SOMEBODYS_HANDS);
                });
            }
        }

        void wereOnceEach(List<FileEntry> files) {
            assertThat(number).isEqualTo(files.size());
            assertThat(seen).isEqualTo(files.stream().collect(Collectors.toMap(FileEntry::did, FileEntry::bytes)));
        }
    }
}
