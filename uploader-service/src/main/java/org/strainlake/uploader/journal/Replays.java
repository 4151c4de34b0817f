package org.strainlake.uploader.journal;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** All replays there ever were. Thread-safe. */
@Component
public class Replays {
    private final ReplayRepository repository;

    Replays(ReplayRepository repository) {
        this.repository = repository;
    }

    /**
     * Journals a new replay.
     *
     * @throws RunExists if its run was made before
     */
    public void add(Replay replay) {
        if (repository.existsByRun(replay.run())) {
            throw new RunExists(replay.run());
        }
        try {
            repository.saveAndFlush(new ReplayEntity(replay));
        } catch (DataIntegrityViolationException e) {
            throw new RunExists(replay.run());
        }
    }

    /** The replay of that id. */
    public Optional<Replay> find(UUID id) {
        return repository.findById(id).map(ReplayEntity::replay);
    }

    /** The replay that makes a run. */
    public Optional<Replay> ofRun(String run) {
        return repository.findByRun(run).stream().findFirst().map(ReplayEntity::replay);
    }

    /** Those in one of the states, in the order they were asked for. */
    public List<Replay> in(Set<Replay.State> states) {
        return repository.findByStateInOrderByPlannedAt(states).stream()
                .map(ReplayEntity::replay)
                .toList();
    }

    /** How many have chunks to send still. */
    public long running() {
        return repository.countByStateIn(EnumSet.of(Replay.State.RUNNING, Replay.State.PAUSED));
    }

    /**
     * Changes the state, unless it is in none of {@code from}.
     *
     * @return whether it was changed
     */
    @Transactional
    public boolean change(UUID id, Set<Replay.State> from, Replay.State to, @Nullable String reason) {
        var entity = repository.findById(id).filter(found -> from.contains(found.state()));
        entity.ifPresent(found -> found.become(to, reason));
        return entity.isPresent();
    }
}
