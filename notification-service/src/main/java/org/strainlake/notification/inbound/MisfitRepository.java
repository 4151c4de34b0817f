package org.strainlake.notification.inbound;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/** What was put aside. */
interface MisfitRepository extends JpaRepository<Misfit, UUID> {
    List<Misfit> findAllByOrderByReceivedDesc(Limit limit);

    @Modifying
    @Transactional
    @Query("delete from Misfit m where m.received < :before")
    int deleteReceivedBefore(Instant before);
}
