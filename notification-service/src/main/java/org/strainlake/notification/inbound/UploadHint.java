package org.strainlake.notification.inbound;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;
import org.strainlake.lake.DataIdentifier;

/** A client said that it uploaded a file. */
@Entity
@Table(name = "upload_hint")
class UploadHint implements Persistable<UUID> {
    @Id
    private UUID id;

    @SuppressWarnings("UnusedVariable") // asked for in the database
    private String scope;

    @SuppressWarnings("UnusedVariable") // asked for in the database
    private String name;

    private @Nullable String dataset;
    private @Nullable String rse;
    private Instant received;

    @Transient
    private boolean stored;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected UploadHint() {}

    UploadHint(UUID id, DataIdentifier file, @Nullable DataIdentifier dataset, @Nullable String rse, Instant received) {
        this.id = id;
        this.scope = file.scope();
        this.name = file.name();
        this.dataset = dataset == null ? null : dataset.toString();
        this.rse = rse;
        this.received = received;
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return !stored;
    }

    UploadHints.Hint toHint() {
        return new UploadHints.Hint(received, dataset == null ? null : DataIdentifier.parse(dataset), rse);
    }

    @PostLoad
    @PostPersist
    void isStored() {
        stored = true;
    }
}
