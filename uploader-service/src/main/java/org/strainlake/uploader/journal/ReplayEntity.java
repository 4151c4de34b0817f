package org.strainlake.uploader.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;
import org.strainlake.uploader.source.Pace;
import org.strainlake.uploader.source.ReplayPlan;
import org.strainlake.uploader.source.ReplayWish;

@Entity
@Table(name = "replay")
@SuppressWarnings("NullAway.Init") // JPA fills the fields of an entity it loads
class ReplayEntity implements Persistable<UUID> {
    @Id
    private UUID id;

    private String run;
    private String stream;
    private String tag;
    private boolean booked;
    private String source;
    private long sourceStart;
    private long sourceChunks;

    @Column(name = "draw_order")
    @Enumerated(EnumType.STRING)
    private ReplayWish.Order drawOrder;

    private long seed;
    private String pace;
    private long firstGps;
    private int chunkSeconds;
    private long chunks;

    @Enumerated(EnumType.STRING)
    private Replay.State state;

    private @Nullable String reason;
    private Instant plannedAt;

    @Version
    private @Nullable Integer version;

    protected ReplayEntity() {}

    ReplayEntity(Replay replay) {
        var plan = replay.plan();
        this.id = replay.id();
        this.run = replay.run();
        this.stream = replay.stream();
        this.tag = replay.tag();
        this.booked = replay.booked();
        this.source = plan.source().toString();
        this.sourceStart = plan.sourceStart();
        this.sourceChunks = plan.sourceChunks();
        this.drawOrder = plan.order();
        this.seed = plan.seed();
        this.pace = plan.pace().toString();
        this.firstGps = plan.firstGps();
        this.chunkSeconds = plan.chunkSeconds();
        this.chunks = plan.chunks();
        this.state = replay.state();
        this.reason = replay.reason();
        this.plannedAt = replay.planned();
    }

    Replay replay() {
        var plan = new ReplayPlan(
                Path.of(source),
                sourceStart,
                sourceChunks,
                drawOrder,
                seed,
                Pace.parse(pace),
                firstGps,
                chunkSeconds,
                chunks);
        return new Replay(id, run, stream, tag, booked, plan, state, reason, plannedAt);
    }

    Replay.State state() {
        return state;
    }

    void become(Replay.State next, @Nullable String why) {
        this.state = next;
        this.reason = why;
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return version == null;
    }
}
