package org.strainlake.uploader.journal;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface DatasetRepository extends JpaRepository<DatasetEntity, String> {
    List<DatasetEntity> findByStreamAndClosedFalseOrderByGpsStart(String stream);

    List<DatasetEntity> findByRunOrderByGpsStart(String run);
}
