package org.strainlake.uploader.journal;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "live_run")
@SuppressWarnings("NullAway.Init") // JPA fills the fields of an entity it loads
class LiveRunEntity {
    @Id
    private String run;

    private long firstGps;
    private Instant plannedAt;

    protected LiveRunEntity() {}

    LiveRunEntity(LiveRun run) {
        this.run = run.run();
        this.firstGps = run.firstGps();
        this.plannedAt = run.planned();
    }

    LiveRun run() {
        return new LiveRun(run, firstGps, plannedAt);
    }
}
