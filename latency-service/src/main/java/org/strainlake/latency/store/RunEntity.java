package org.strainlake.latency.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.strainlake.journey.JourneyRecord.RunPlanned;
import org.strainlake.lake.DataIdentifier;

/** A run as it was planned; of several plans for one run the latest counts, the first says when it began. */
@Entity
@Table(name = "run")
class RunEntity {
    @Id
    private String run;

    @Column(name = "planned")
    private long planned;

    private long revised;
    private String stream;
    private String experiment;
    private boolean proprietary;
    private long firstGps;
    private int chunkSeconds;
    private @Nullable Long chunks;
    private boolean booked;
    private @Nullable Long budget;
    private String dataset;
    private @Nullable Long closed;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected RunEntity() {}

    @SuppressWarnings("NullAway.Init") // revise sets them
    RunEntity(RunPlanned plan) {
        this.run = plan.run();
        this.planned = EpochNanos.of(plan.at());
        revise(plan, planned);
    }

    void take(RunPlanned plan) {
        long at = EpochNanos.of(plan.at());
        planned = Math.min(planned, at);
        if (at >= revised) {
            revise(plan, at);
        }
    }

    private void revise(RunPlanned plan, long at) {
        revised = at;
        stream = plan.stream();
        experiment = plan.experiment();
        proprietary = plan.proprietary();
        firstGps = plan.firstGps();
        chunkSeconds = plan.chunkSeconds();
        chunks = plan.chunks();
        booked = plan.booked();
        var promised = plan.budget();
        budget = promised == null ? null : promised.toNanos();
        dataset = plan.dataset().toString();
    }

    /** Closes it unless it is closed already. */
    void close(long at) {
        if (closed == null) {
            closed = at;
        }
    }

    Plan toPlan() {
        return new Plan(
                run,
                stream,
                experiment,
                proprietary,
                firstGps,
                chunkSeconds,
                chunks,
                booked,
                budget == null ? null : Duration.ofNanos(budget),
                DataIdentifier.parse(dataset),
                planned,
                closed);
    }
}
