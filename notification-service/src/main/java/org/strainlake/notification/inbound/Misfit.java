package org.strainlake.notification.inbound;

import jakarta.persistence.Column;
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

/** A message that could not become an event. */
@Entity
@Table(name = "put_aside")
class Misfit implements Persistable<UUID> {
    @Id
    private UUID id;

    private String origin;
    private String reason;

    @Column(name = "type")
    private @Nullable String eventType;

    @SuppressWarnings("UnusedVariable") // for an operator, who looks at it in the database
    private byte[] body;

    private long bytes;
    private Instant received;

    @Transient
    private boolean stored;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected Misfit() {}

    Misfit(
            UUID id,
            String origin,
            String reason,
            @Nullable String eventType,
            byte[] body,
            long bytes,
            Instant received) {
        this.id = id;
        this.origin = origin;
        this.reason = reason;
        this.eventType = eventType;
        this.body = body;
        this.bytes = bytes;
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

    PutAside.Item toItem() {
        return new PutAside.Item(id, origin, reason, eventType, bytes, received);
    }

    @PostLoad
    @PostPersist
    void isStored() {
        stored = true;
    }
}
