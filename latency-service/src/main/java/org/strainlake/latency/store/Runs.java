package org.strainlake.latency.store;

import java.util.List;
import java.util.Optional;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The runs, and who follows. */
@Component
public class Runs {
    /** After the last of all runs: where a list begins. */
    public static final Place NEWEST = new Place(Long.MAX_VALUE, "");

    private static final String NEWEST_CHUNK = "SELECT gps_start, created FROM run_reach WHERE run = ?";
    private static final String NEWEST_OF_STREAMS = """
            SELECT run FROM (
                SELECT DISTINCT ON (stream) run, planned FROM run WHERE booked ORDER BY stream, planned DESC, run DESC) AS newest
            ORDER BY planned DESC, run DESC LIMIT ?""";
    private static final String FOLLOWERS_SEEN = "SELECT follower FROM run_follower WHERE run = ? ORDER BY follower";

    private final RunRepository runs;
    private final FollowRepository follows;
    private final JdbcTemplate jdbc;

    Runs(RunRepository runs, FollowRepository follows, JdbcTemplate jdbc) {
        this.runs = runs;
        this.follows = follows;
        this.jdbc = jdbc;
    }

    /** The run of this name. */
    public Optional<Plan> find(String run) {
        return runs.findById(run).map(RunEntity::toPlan);
    }

    /** Runs planned before a place, the newest first. */
    public List<Plan> before(Place place, boolean unbooked, int limit) {
        return runs.before(place.plannedNanos(), place.run(), unbooked, Limit.of(limit)).stream()
                .map(RunEntity::toPlan)
                .toList();
    }

    /** The newest booked run of each stream, of those streams whose newest runs are the newest. */
    public List<Plan> newestOfStreams(int limit) {
        return jdbc.queryForList(NEWEST_OF_STREAMS, String.class, limit).stream()
                .flatMap(run -> find(run).stream())
                .toList();
    }

    /** The runs whose seconds are booked, of all streams. */
    public List<Plan> booked() {
        return runs.findByBookedTrueOrderByRun().stream().map(RunEntity::toPlan).toList();
    }

    /** The runs of a stream whose seconds are booked. */
    public List<Plan> booked(String stream) {
        return runs.findByBookedTrueAndStreamOrderByRun(stream).stream()
                .map(RunEntity::toPlan)
                .toList();
    }

    /** Closes a run's book; one that is closed keeps its time. */
    @Transactional
    public Optional<Plan> close(String run, long atNanos) {
        return runs.findById(run).map(known -> {
            known.close(atNanos);
            return known.toPlan();
        });
    }

    /** The follows of an experiment. */
    public List<Follow> follows(String experiment) {
        return follows.findByExperimentOrderByFollower(experiment).stream()
                .map(FollowEntity::toFollow)
                .toList();
    }

    /** Whether a follow of this name was declared, for whatever experiment. */
    public boolean isDeclared(String follower) {
        return follows.existsById(follower);
    }

    /** Followers that have a word to say of chunks of the run. */
    public List<String> followersSeen(String run) {
        return jdbc.queryForList(FOLLOWERS_SEEN, String.class, run);
    }

    /** How far the run got; empty if nothing was created yet. */
    public Optional<Newest> newest(String run) {
        return Optional.ofNullable(DataAccessUtils.singleResult(jdbc.query(
                NEWEST_CHUNK, (row, number) -> new Newest(row.getLong("gps_start"), row.getLong("created")), run)));
    }

    /**
     * A place in the list of runs.
     *
     * @param plannedNanos when the run at the place was planned
     * @param run its name
     */
    public record Place(long plannedNanos, String run) {
        /** The place of a run. */
        public static Place of(Plan plan) {
            return new Place(plan.plannedNanos(), plan.run());
        }
    }
}
