package org.strainlake.downloader.follow;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

interface FollowRepository extends Repository<FollowEntity, String> {
    List<FollowEntity> findAll();

    Optional<FollowEntity> findById(String name);

    FollowEntity save(FollowEntity follow);

    void deleteById(String name);
}
