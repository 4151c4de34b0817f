package org.strainlake.uploader.journal;

import java.util.Optional;
import org.springframework.stereotype.Component;

/** The live runs that have begun and were told of. Thread-safe. */
@Component
public class LiveRuns {
    private final LiveRunRepository repository;

    LiveRuns(LiveRunRepository repository) {
        this.repository = repository;
    }

    /** The run, if it has begun. */
    public Optional<LiveRun> find(String run) {
        return repository.findById(run).map(LiveRunEntity::run);
    }

    /** The run has begun and was told of. */
    public void begun(LiveRun run) {
        repository.save(new LiveRunEntity(run));
    }
}
