package org.strainlake.downloader.follow;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A follow as it is kept: who gave it, when, and its settings as JSON. */
@Entity
@Table(name = "follow")
class FollowEntity implements Persistable<String> {
    @Id
    @Column(name = "name")
    private @Nullable String name;

    @Column(name = "origin")
    private @Nullable String origin;

    @Column(name = "created")
    private @Nullable Instant created;

    @Column(name = "settings")
    private @Nullable String settings;

    @Column(name = "caught_up")
    private boolean caughtUp;

    private transient boolean fresh;

    FollowEntity() {}

    FollowEntity(String name, Follow.Origin origin, Instant created, String settings) {
        this.name = name;
        this.origin = origin.name();
        this.created = created;
        this.settings = settings;
        this.fresh = true;
    }

    @Override
    public @Nullable String getId() {
        return name;
    }

    /** An insert, never a merge: a name that is taken must fail. */
    @Override
    public boolean isNew() {
        return fresh;
    }

    String name() {
        return required(name);
    }

    Follow.Origin origin() {
        return Follow.Origin.valueOf(required(origin));
    }

    Instant created() {
        return required(created);
    }

    String settings() {
        return required(settings);
    }

    void settings(String newSettings) {
        settings = newSettings;
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    void caughtUp() {
        caughtUp = true;
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a follow row with nulls");
        }
        return value;
    }
}
