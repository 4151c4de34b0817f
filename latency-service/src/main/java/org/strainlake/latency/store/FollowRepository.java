package org.strainlake.latency.store;

import java.util.List;
import org.springframework.data.repository.ListCrudRepository;

/** The follows. */
interface FollowRepository extends ListCrudRepository<FollowEntity, String> {
    /** Follows of an experiment. */
    List<FollowEntity> findByExperimentOrderByFollower(String experiment);
}
