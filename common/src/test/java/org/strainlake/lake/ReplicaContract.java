package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;

/** Promises of the catalogue about where files lie. */
public abstract class ReplicaContract extends LakeContract {
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
}
