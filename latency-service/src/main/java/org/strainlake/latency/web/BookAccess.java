package org.strainlake.latency.web;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.strainlake.journey.Deviation;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.latency.store.NamedDeviation;
import org.strainlake.latency.store.Plan;
import org.strainlake.latency.store.Runs;
import org.strainlake.token.DataAccess;
import org.strainlake.token.DataAccess.Role;
import org.strainlake.token.ExperimentProperties;

/**
 * Decides who may know what of a run. A run that is not there is denied like one that may not be known,
 * except to those from whom no run is kept.
 */
@Component
class BookAccess {
    private final Runs runs;
    private final DataAccess access;
    private final ExperimentProperties experiments;

    BookAccess(Runs runs, DataAccess access, ExperimentProperties experiments) {
        this.runs = runs;
        this.access = access;
        this.experiments = experiments;
    }

    /** The run, if the caller may see the numbers of its book. */
    Plan numbersOf(String run, @Nullable Authentication caller) {
        return find(run, caller, plan -> maySeeNumbers(plan, caller));
    }

    /** The run, if the caller may see its chunks one by one. */
    Plan linesOf(String run, @Nullable Authentication caller) {
        return find(run, caller, plan -> access.mayRead(caller, plan.dataset()));
    }

    /** The run, if the caller may close its book. */
    Plan closable(String run, @Nullable Authentication caller) {
        return find(run, caller, plan -> access.hasRole(caller, plan.experiment(), Role.OPERATOR));
    }

    /** Whether the caller may read all of these datasets, of which there must be one. */
    boolean mayReadAll(List<DataIdentifier> datasets, @Nullable Authentication caller) {
        return !datasets.isEmpty() && datasets.stream().allMatch(dataset -> access.mayRead(caller, dataset));
    }

    /** Refuses a caller; says that there is no such day to those only from whom none is kept. */
    RuntimeException refuse(String stream, LocalDate day, @Nullable Authentication caller) {
        return isTrustedEverywhere(caller)
                ? new UnknownDayException(stream, day)
                : new AccessDeniedException("not for this caller");
    }

    /**
     * Lets readers and operators pass, of whatever experiment.
     *
     * @throws AccessDeniedException for others
     */
    void requireRole(@Nullable Authentication caller) {
        if (experiments.experiments().keySet().stream().noneMatch(experiment -> isTrusted(caller, experiment))) {
            throw new AccessDeniedException("for readers and operators only");
        }
    }

    /** Whether the caller may see the numbers of the run's book. */
    boolean maySeeNumbers(Plan plan, @Nullable Authentication caller) {
        return access.mayRead(caller, plan.dataset()) || access.hasRole(caller, plan.experiment(), Role.OPERATOR);
    }

    /** Whether the caller may be told of this file or dataset; true where there is none. */
    boolean mayName(@Nullable DataIdentifier did, @Nullable Authentication caller) {
        return did == null || access.mayRead(caller, did);
    }

    /**
     * Whether the caller may know of an incident during a run of which he sees the numbers. One that happened to no file of the run may be due to
     * others that are closed to him: of these everybody knows only outages.
     */
    boolean mayKnow(NamedDeviation named, Plan plan, @Nullable Authentication caller) {
        if (named.ofRun()) {
            return true;
        }
        boolean isOutage = named.deviation() == Deviation.PART_AWAY || named.deviation() == Deviation.SERVICE_ENDED;
        return named.did() == null
                ? isOutage || isTrusted(caller, plan.experiment()) || (caller != null && plan.proprietary())
                : mayName(named.did(), caller);
    }

    private Plan find(String run, @Nullable Authentication caller, Predicate<Plan> granted) {
        var plan = runs.find(run);
        if (plan.isEmpty() && isTrustedEverywhere(caller)) {
            throw new UnknownRunException(run);
        }
        return plan.filter(granted).orElseThrow(() -> new AccessDeniedException("not for this caller"));
    }

    private boolean isTrustedEverywhere(@Nullable Authentication caller) {
        return experiments.experiments().keySet().stream().allMatch(experiment -> isTrusted(caller, experiment));
    }

    private boolean isTrusted(@Nullable Authentication caller, String experiment) {
        return access.hasRole(caller, experiment, Role.OPERATOR) || access.hasRole(caller, experiment, Role.READER);
    }
}
