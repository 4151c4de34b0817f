package org.strainlake.rehearsal.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FetchResult;
import org.strainlake.lake.Replica;
import org.strainlake.rehearsal.stage.Stage;

/** Takes what the storage holds of a run out of it, byte for byte, whatever the catalogue says of it. */
final class StoredFiles {
    private StoredFiles() {}

    /**
     * Fetches each file of the run's datasets; one that the storage shows none of is left out.
     *
     * @param directory where they are put
     * @throws IOException if the lake does not answer, or refuses
     */
    static void fetch(Stage stage, Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        var lake = stage.dataLake();
        var datasets = new ArrayList<DataIdentifier>();
        lake.catalogue().datasets(stage.lake().scope(), stage.datasets(), datasets::add);
        if (datasets.isEmpty()) {
            return;
        }
        List<Replica> replicas = new ArrayList<>();
        lake.catalogue().replicas(datasets, replicas::add);
        for (var replica : replicas) {
            for (var address : replica.addresses()) {
                if (!address.rse().equals(stage.lake().rse())) {
                    continue;
                }
                var file = directory.resolve(replica.file().did().name());
                FetchResult result;
                try (var sink = Files.newOutputStream(file)) {
                    result = lake.storage().get(stage.near(address.url()), null, sink);
                }
                switch (result) {
                    case FetchResult.Fetched(var _, var _) -> {}
                    case FetchResult.NotVisible() -> Files.delete(file);
                    case FetchResult.Refused(var reason) ->
                        throw new IOException(file.getFileName() + " cannot be fetched: " + reason);
                    case FetchResult.Busy(var _, var reason) ->
                        throw new IOException(file.getFileName() + " cannot be fetched: " + reason);
                }
            }
        }
    }
}
