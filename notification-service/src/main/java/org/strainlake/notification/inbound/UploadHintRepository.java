package org.strainlake.notification.inbound;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/** What clients said of their uploads. */
interface UploadHintRepository extends JpaRepository<UploadHint, UUID> {
    List<UploadHint> findByScopeAndNameOrderByReceivedDesc(String scope, String name, Limit limit);

    @Modifying
    @Transactional
    @Query("delete from UploadHint h where h.received < :before")
    int deleteReceivedBefore(Instant before);
}
