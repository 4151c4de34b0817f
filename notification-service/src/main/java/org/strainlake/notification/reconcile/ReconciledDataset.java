package org.strainlake.notification.reconcile;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.strainlake.lake.DataIdentifier;

/** A closed dataset of which every file is in the log. */
@Entity
@Table(name = "reconciled_dataset")
class ReconciledDataset {
    @Id
    private String dataset;

    private Instant compared;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected ReconciledDataset() {}

    ReconciledDataset(DataIdentifier dataset, Instant compared) {
        this.dataset = dataset.toString();
        this.compared = compared;
    }

    DataIdentifier dataset() {
        return DataIdentifier.parse(dataset);
    }

    Instant compared() {
        return compared;
    }
}
