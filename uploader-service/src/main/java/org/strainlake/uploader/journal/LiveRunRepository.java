package org.strainlake.uploader.journal;

import org.springframework.data.jpa.repository.JpaRepository;

interface LiveRunRepository extends JpaRepository<LiveRunEntity, String> {}
