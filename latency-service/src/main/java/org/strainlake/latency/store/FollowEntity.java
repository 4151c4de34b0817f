package org.strainlake.latency.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.strainlake.journey.JourneyRecord.FollowDeclared;

/** A follow; its latest declaration says what it wants, its first says since when it is there. */
@Entity
@Table(name = "follow")
class FollowEntity {
    @Id
    private String follower;

    private String experiment;
    private String datasetPattern;
    private long declared;
    private long revised;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected FollowEntity() {}

    FollowEntity(FollowDeclared follow) {
        this.follower = follow.follower();
        this.experiment = follow.experiment();
        this.datasetPattern = follow.datasetPattern();
        this.declared = EpochNanos.of(follow.at());
        this.revised = declared;
    }

    void take(FollowDeclared follow) {
        long at = EpochNanos.of(follow.at());
        declared = Math.min(declared, at);
        if (at >= revised) {
            revised = at;
            experiment = follow.experiment();
            datasetPattern = follow.datasetPattern();
        }
    }

    Follow toFollow() {
        return new Follow(follower, experiment, datasetPattern, declared);
    }
}
