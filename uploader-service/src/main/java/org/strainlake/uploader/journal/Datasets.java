package org.strainlake.uploader.journal;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.strainlake.lake.DataIdentifier;

/** The datasets that are ready in the catalogue, and which of them are closed. Thread-safe. */
@Component
public class Datasets {
    private final DatasetRepository repository;

    Datasets(DatasetRepository repository) {
        this.repository = repository;
    }

    /** The dataset, if it was made ready. */
    public Optional<Dataset> find(DataIdentifier did) {
        return repository.findById(did.toString()).map(DatasetEntity::dataset);
    }

    /** The open datasets of a stream, oldest first. */
    public List<Dataset> open(String stream) {
        return repository.findByStreamAndClosedFalseOrderByGpsStart(stream).stream()
                .map(DatasetEntity::dataset)
                .toList();
    }

    /** All datasets of a run, oldest first. */
    public List<Dataset> ofRun(String run) {
        return repository.findByRunOrderByGpsStart(run).stream()
                .map(DatasetEntity::dataset)
                .toList();
    }

    /** It is as given now. */
    public void save(Dataset dataset) {
        repository.save(new DatasetEntity(dataset));
    }
}
