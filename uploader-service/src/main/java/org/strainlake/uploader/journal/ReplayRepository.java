package org.strainlake.uploader.journal;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface ReplayRepository extends JpaRepository<ReplayEntity, UUID> {
    boolean existsByRun(String run);

    List<ReplayEntity> findByStateInOrderByPlannedAt(Collection<Replay.State> states);

    List<ReplayEntity> findByRun(String run);

    long countByStateIn(Collection<Replay.State> states);
}
