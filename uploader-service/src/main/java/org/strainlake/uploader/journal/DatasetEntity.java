package org.strainlake.uploader.journal;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.strainlake.lake.DataIdentifier;

@Entity
@Table(name = "dataset")
@SuppressWarnings("NullAway.Init") // JPA fills the fields of an entity it loads
class DatasetEntity {
    @Id
    private String did;

    private String stream;
    private String run;
    private long gpsStart;
    private int seconds;
    private boolean closed;

    protected DatasetEntity() {}

    DatasetEntity(Dataset dataset) {
        this.did = dataset.did().toString();
        this.stream = dataset.stream();
        this.run = dataset.run();
        this.gpsStart = dataset.gpsStart();
        this.seconds = dataset.seconds();
        this.closed = dataset.closed();
    }

    Dataset dataset() {
        return new Dataset(DataIdentifier.parse(did), stream, run, gpsStart, seconds, closed);
    }
}
