package org.strainlake.latency.store;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.ListCrudRepository;

/** The runs. */
interface RunRepository extends ListCrudRepository<RunEntity, String> {
    /** Runs planned before the given one, the newest first. */
    @Query("""
            select r from RunEntity r
            where (r.booked = true or :unbooked = true)
              and (r.planned < :planned or r.planned = :planned and r.run < :run)
            order by r.planned desc, r.run desc""")
    List<RunEntity> before(long planned, String run, boolean unbooked, Limit limit);

    /** The runs that the book does not leave out. */
    List<RunEntity> findByBookedTrueOrderByRun();

    /** Those of a stream. */
    List<RunEntity> findByBookedTrueAndStreamOrderByRun(String stream);
}
