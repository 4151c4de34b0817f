package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
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
}
