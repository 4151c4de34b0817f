package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.strainlake.checksum.Adler32Checksum;

/**
 * Promises every {@link DataLake} keeps, drawn up in suites by what they are about. Run by the emulator in each build
 * and by a real Rucio with real storages where there is one. Leaves its files behind: names are never used again.
 */
public abstract class LakeContract {
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    /** The lake, entered as one who may write; the same for every suite of a run. */
    protected abstract EnteredLake entered();

    /** Where it is. */
    final LakeAccess access() {
        return entered().access();
    }

    /** Begins every name of this test. */
    final String run() {
        return run;
    }

    /** A deterministic storage element that may be written to by HTTP. */
    String rse() {
        return access().rse();
    }

    /** A scope in which datasets may be made. */
    final String scope() {
        return access().scope();
    }

    final Storage storage() {
        return entered().lake().storage();
    }

    final Catalogue catalogue() {
        return entered().lake().catalogue();
    }

    final StoreResult put(URI url, byte[] bytes) {
        return storage().put(url, Content.of(bytes), Adler32Checksum.of(bytes));
    }

    final byte[] got(URI url) throws IOException {
        var sink = new ByteArrayOutputStream();
        assertThat(storage().get(url, null, sink)).isInstanceOf(FetchResult.Fetched.class);
        return sink.toByteArray();
    }

    final URI place(String name) throws IOException {
        return address(did(name));
    }

    final URI address(DataIdentifier file) throws IOException {
        return catalogue().address(catalogue().storageElement(rse()), file);
    }

    final DataIdentifier did(String name) {
        return new DataIdentifier(scope(), run + "." + name);
    }

    final DataIdentifier dataset(String name) {
        var dataset = did(name);
        assertThat(catalogue().createDataset(dataset, Map.of())).isEqualTo(new CatalogueResult.Done());
        return dataset;
    }

    final FileEntry entry(String name, long bytes, int number) {
        return new FileEntry(did(name), bytes, sum(number));
    }

    static Adler32Checksum sum(int number) {
        return Adler32Checksum.of(new byte[] {(byte) number});
    }

    final List<FileEntry> filesOf(DataIdentifier collection) throws IOException {
        var files = new ArrayList<FileEntry>();
        catalogue().files(collection, files::add);
        return files;
    }

    static byte[] noise(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
