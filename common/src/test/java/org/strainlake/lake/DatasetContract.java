package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Promises of the catalogue about datasets, containers and the files attached to them. */
public abstract class DatasetContract extends LakeContract {
    @Test
    void aDatasetIsMadeOnceAndOpen() throws IOException {
        var dataset = did("made");

        assertThat(catalogue().isOpen(dataset)).isEmpty();
        assertThat(catalogue().createDataset(dataset, Map.of())).isEqualTo(new CatalogueResult.Done());
        assertThat(catalogue().createDataset(dataset, Map.of())).isEqualTo(new CatalogueResult.Done());
        assertThat(catalogue().isOpen(dataset)).contains(true);
    }

    @Test
    void metadataOfADatasetIsKeptAddedToAndReplacedByKey() throws IOException {
        var dataset = did("described");
        var done = new CatalogueResult.Done();

        assertThat(catalogue().metadata(dataset)).isEmpty();
        assertThat(catalogue().createDataset(dataset, Map.of("strainlake_one", "1", "strainlake_two", "2")))
                .isEqualTo(done);
        assertThat(catalogue().describe(dataset, Map.of("strainlake_two", "{\"a\": [\"b\"]}", "strainlake_three", "3")))
                .isEqualTo(done);

        assertThat(catalogue().metadata(dataset))
                .containsEntry("strainlake_one", "1")
                .containsEntry("strainlake_two", "{\"a\": [\"b\"]}")
                .containsEntry("strainlake_three", "3");
    }

    @Test
    void anUnknownDatasetIsNotDescribed() {
        assertThat(catalogue().describe(did("never-made"), Map.of("strainlake_one", "1")))
                .isInstanceOf(CatalogueResult.Refused.class);
    }

    @Test
    void aDatasetInAnUnknownScopeIsRefused() {
        var result = catalogue().createDataset(new DataIdentifier("nosuch" + run(), "dataset"), Map.of());

        assertThat(result)
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused -> assertThat(refused.cause()).isIn("ScopeNotFound", "AccessDenied"));
    }

    @Test
    void attachedFilesAreListedWithSizeAndChecksum() throws IOException {
        var dataset = dataset("listed");
        var files = List.of(entry("listed-1.h5", 1_000, 1), entry("listed-2.h5", 2_000, 2));

        var result = catalogue().attachFiles(dataset, rse(), files);

        assertThat(result).isEqualTo(new CatalogueResult.Done());
        assertThat(filesOf(dataset)).containsExactlyInAnyOrderElementsOf(files);
        assertThat(catalogue().file(files.getFirst().did())).contains(files.getFirst());
    }

    @Test
    void attachingAgainChangesNothing() throws IOException {
        var dataset = dataset("again");
        var first = entry("again-1.h5", 1_000, 1);
        var second = entry("again-2.h5", 1_000, 2);
        catalogue().attachFiles(dataset, rse(), List.of(first));

        var repeat = catalogue().attachFiles(dataset, rse(), List.of(first));
        var mixed = catalogue().attachFiles(dataset, rse(), List.of(first, second));

        assertThat(repeat).isEqualTo(new CatalogueResult.Done());
        assertThat(mixed).isEqualTo(new CatalogueResult.Done());
        assertThat(filesOf(dataset)).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void anAttachedNameWithAnotherChecksumIsRefusedByNameAndTheRestAttached() throws IOException {
        var dataset = dataset("differs");
        var first = entry("differs-1.h5", 1_000, 1);
        var second = entry("differs-2.h5", 1_000, 2);
        catalogue().attachFiles(dataset, rse(), List.of(first));

        var result =
                catalogue().attachFiles(dataset, rse(), List.of(new FileEntry(first.did(), 1_000, sum(9)), second));

        assertThat(result)
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains(first.did().toString())
                                .doesNotContain(second.did().toString()));
        assertThat(filesOf(dataset)).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void aNameKnownElsewhereWithAnotherSizeIsRefusedAndNotAttached() throws IOException {
        var file = entry("elsewhere.h5", 1_000, 1);
        catalogue().attachFiles(dataset("elsewhere-a"), rse(), List.of(file));
        var other = dataset("elsewhere-b");
        var good = entry("elsewhere-good.h5", 1_000, 3);

        var result = catalogue().attachFiles(other, rse(), List.of(new FileEntry(file.did(), 999, sum(1)), good));

        assertThat(result)
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused ->
                                assertThat(refused.reason()).contains(file.did().toString()));
        assertThat(filesOf(other)).containsExactly(good);
        assertThat(catalogue().file(file.did())).contains(file);
    }

    @Test
    void manyFilesAreAttachedInOneCall() throws IOException {
        var dataset = dataset("many");
        var files = new ArrayList<FileEntry>();
        for (int i = 0; i < 50; i++) {
            files.add(entry("many-" + i + ".h5", 1_000 + i, i));
        }

        var result = catalogue().attachFiles(dataset, rse(), files);

        assertThat(result).isEqualTo(new CatalogueResult.Done());
        assertThat(filesOf(dataset)).containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void filesForADatasetThatIsNotThereAreRefused() {
        var result = catalogue().attachFiles(did("nowhere"), rse(), List.of(entry("homeless.h5", 10, 1)));

        assertThat(result)
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused -> assertThat(refused.cause()).isEqualTo("DataIdentifierNotFound"));
    }

    @Test
    void aClosedDatasetStaysClosedAndTakesOnlyWhatItHolds() throws IOException {
        var dataset = dataset("closed");
        var held = entry("closed-1.h5", 1_000, 1);
        catalogue().attachFiles(dataset, rse(), List.of(held));

        assertThat(catalogue().close(dataset)).isEqualTo(new CatalogueResult.Done());
        assertThat(catalogue().close(dataset)).isEqualTo(new CatalogueResult.Done());

        assertThat(catalogue().isOpen(dataset)).contains(false);
        assertThat(catalogue().attachFiles(dataset, rse(), List.of(held))).isEqualTo(new CatalogueResult.Done());
        assertThat(catalogue().attachFiles(dataset, rse(), List.of(entry("closed-2.h5", 1_000, 2))))
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused -> assertThat(refused.cause()).isEqualTo("UnsupportedOperation"));
    }

    @Test
    void aContainerHoldsItsDatasetsHoweverOftenTheyAreAttached() throws IOException {
        var container = did("container");
        var first = dataset("contained-1");
        var second = dataset("contained-2");
        var file = entry("contained.h5", 1_000, 1);
        catalogue().attachFiles(first, rse(), List.of(file));
        assertThat(catalogue().createContainer(container)).isEqualTo(new CatalogueResult.Done());
        assertThat(catalogue().createContainer(container)).isEqualTo(new CatalogueResult.Done());

        assertThat(catalogue().attachDatasets(container, List.of(first))).isEqualTo(new CatalogueResult.Done());
        assertThat(catalogue().attachDatasets(container, List.of(first))).isEqualTo(new CatalogueResult.Done());
        assertThat(catalogue().attachDatasets(container, List.of(first, second)))
                .isEqualTo(new CatalogueResult.Done());

        assertThat(filesOf(container)).containsExactly(file);
    }

    @Test
    void datasetsAreFoundByPattern() throws IOException {
        var wanted = dataset("pattern-one");
        var other = dataset("another");
        var found = new ArrayList<DataIdentifier>();

        catalogue().datasets(scope(), run() + ".pattern-*", found::add);

        assertThat(found).contains(wanted).doesNotContain(other);
    }

    @Test
    void aContainerOfManyPeriodsKeepsTheFilesOfEachWhileTheEarlierOnesClose() throws IOException {
        var container = did("stream");
        var files = new HashMap<DataIdentifier, List<FileEntry>>();
        var periods = new ArrayList<DataIdentifier>();
        for (int i = 0; i < 6; i++) {
            var period = did("stream-" + i);
            periods.add(period);
            files.put(
                    period,
                    List.of(
                            entry("stream-" + i + "-a.h5", 1_000, i),
                            entry("stream-" + i + "-b.h5", 1_001, 10 + i),
                            entry("stream-" + i + "-c.h5", 1_002, 20 + i)));
        }

        rotate(container, periods, files);
        // As one does who was stopped in the midst of it and begins again.
        rotate(container, periods, files);

        for (var period : periods) {
            assertThat(filesOf(period)).containsExactlyInAnyOrderElementsOf(files.get(period));
            assertThat(catalogue().isOpen(period)).contains(period.equals(periods.getLast()));
        }
        assertThat(filesOf(container))
                .containsExactlyInAnyOrderElementsOf(
                        files.values().stream().flatMap(List::stream).toList());
        assertThat(catalogue().isOpen(container)).contains(true);
        assertThat(catalogue().attachFiles(periods.getFirst(), rse(), List.of(entry("stream-late.h5", 1, 1))))
                .isInstanceOf(CatalogueResult.Refused.class);
    }

    private void rotate(
            DataIdentifier container, List<DataIdentifier> periods, Map<DataIdentifier, List<FileEntry>> files) {
        var done = new CatalogueResult.Done();
        assertThat(catalogue().createContainer(container)).isEqualTo(done);
        DataIdentifier before = null;
        for (var period : periods) {
            assertThat(catalogue().createDataset(period, Map.of("stream", "V1-hoft")))
                    .isEqualTo(done);
            assertThat(catalogue().attachDatasets(container, List.of(period))).isEqualTo(done);
            for (var file : files.get(period)) {
                assertThat(catalogue().attachFiles(period, rse(), List.of(file)))
                        .isEqualTo(done);
            }
            if (before != null) {
                assertThat(catalogue().close(before)).isEqualTo(done);
            }
            before = period;
        }
    }

    @Test
    void aFileMayBeInTwoDatasetsAndIsInTheContainerOfBothOnce() throws IOException {
        var container = did("shared-container");
        var first = dataset("shared-1");
        var second = dataset("shared-2");
        var file = entry("shared.h5", 1_000, 1);
        catalogue().createContainer(container);
        catalogue().attachDatasets(container, List.of(first, second));

        assertThat(catalogue().attachFiles(first, rse(), List.of(file))).isEqualTo(new CatalogueResult.Done());
        assertThat(catalogue().attachFiles(second, rse(), List.of(file))).isEqualTo(new CatalogueResult.Done());

        assertThat(filesOf(first)).containsExactly(file);
        assertThat(filesOf(second)).containsExactly(file);
        assertThat(filesOf(container)).contains(file).containsOnly(file);
    }
}
