package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;

/**
 * Promises every {@link DataLake} keeps. Run by the emulator in each build and by a real Rucio with real
 * storages where there is one. Leaves its files behind: names are never used again.
 */
public abstract class LakeContract {
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    /** The lake, entered as one who may write. */
    protected abstract DataLake lake();

    /** A deterministic storage element that may be written to by HTTP. */
    protected abstract String rse();

    /** A scope in which datasets may be made. */
    protected abstract String scope();

    // Storage

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
        var to = from.resolve(run + "-new-name.h5");
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
        var to = from.resolve(run + "-holder.h5");
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

    // Catalogue

    @Test
    void theLakeTellsItsVersion() throws IOException {
        assertThat(catalogue().version()).matches("\\d+\\..+");
    }

    @Test
    void anUnknownStorageElementIsRefusedByName() {
        assertThatThrownBy(() -> catalogue().storageElement("NOWHERE-" + run.toUpperCase(Locale.ROOT)))
                .isInstanceOfSatisfying(
                        CatalogueRefusal.class,
                        refusal -> assertThat(refusal.refusal()).isEqualTo("RSENotFound"));
    }

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
        var result = catalogue().createDataset(new DataIdentifier("nosuch" + run, "dataset"), Map.of());

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

        catalogue().datasets(scope(), run + ".pattern-*", found::add);

        assertThat(found).contains(wanted).doesNotContain(other);
    }

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
    void aRuleIsMadeOnceAndListed() throws IOException {
        var dataset = dataset("ruled");

        assertThat(catalogue().addRule(dataset, rse(), 1, "User Subscriptions")).isEqualTo(new CatalogueResult.Done());
        assertThat(catalogue().addRule(dataset, rse(), 1, "User Subscriptions")).isEqualTo(new CatalogueResult.Done());

        assertThat(catalogue().rules(dataset))
                .singleElement()
                .satisfies(rule -> assertThat(rule.id()).isNotBlank());
    }

    @Test
    void aRuleForNoStorageElementIsRefused() {
        var result = catalogue().addRule(dataset("misruled"), "NOWHERE", 1, "User Subscriptions");

        assertThat(result)
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused -> assertThat(refused.cause()).isEqualTo("InvalidRSEExpression"));
    }

    // What the promises are checked with

    private Storage storage() {
        return lake().storage();
    }

    private Catalogue catalogue() {
        return lake().catalogue();
    }

    private StoreResult put(URI url, byte[] bytes) {
        return storage().put(url, Content.of(bytes), Adler32Checksum.of(bytes));
    }

    private byte[] got(URI url) throws IOException {
        var sink = new ByteArrayOutputStream();
        assertThat(storage().get(url, null, sink)).isInstanceOf(FetchResult.Fetched.class);
        return sink.toByteArray();
    }

    private URI place(String name) throws IOException {
        return address(did(name));
    }

    private URI address(DataIdentifier file) throws IOException {
        return catalogue().address(catalogue().storageElement(rse()), file);
    }

    private DataIdentifier did(String name) {
        return new DataIdentifier(scope(), run + "." + name);
    }

    private DataIdentifier dataset(String name) {
        var dataset = did(name);
        assertThat(catalogue().createDataset(dataset, Map.of())).isEqualTo(new CatalogueResult.Done());
        return dataset;
    }

    private FileEntry entry(String name, long bytes, int number) {
        return new FileEntry(did(name), bytes, sum(number));
    }

    private static Adler32Checksum sum(int number) {
        return Adler32Checksum.of(new byte[] {(byte) number});
    }

    private List<FileEntry> filesOf(DataIdentifier collection) throws IOException {
        var files = new ArrayList<FileEntry>();
        catalogue().files(collection, files::add);
        return files;
    }

    private static byte[] noise(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
