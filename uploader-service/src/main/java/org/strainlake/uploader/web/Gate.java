package org.strainlake.uploader.web;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.strainlake.embargo.Embargo;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.DataAccess;
import org.strainlake.token.ExperimentProperties;
import org.strainlake.uploader.stream.Stream;

/** Who may do what; the answer does not tell whether a thing exists to those who may not know. */
@Component
class Gate {
    private final DataAccess access;
    private final Set<String> experiments;

    Gate(DataAccess access, ExperimentProperties experiments) {
        this.access = access;
        this.experiments = experiments.experiments().keySet();
    }

    boolean maySee(@Nullable Authentication caller, Stream stream) {
        return maySee(caller, stream.settings().experiment());
    }

    boolean mayChange(@Nullable Authentication caller, Stream stream) {
        return access.hasRole(caller, stream.settings().experiment(), DataAccess.Role.DATA_MANAGER);
    }

    boolean isPublic(DataIdentifier did) {
        return access.isPublic(did);
    }

    boolean mayRead(@Nullable Authentication caller, DataIdentifier did) {
        return access.mayRead(caller, did);
    }

    /** Refuses a caller who may see nothing at all here. */
    void requireAnySight(@Nullable Authentication caller) {
        if (experiments.stream().noneMatch(experiment -> maySee(caller, experiment))) {
            throw denied();
        }
    }

    /** Refuses a caller who may change nothing at all here. */
    void requireAnyChange(@Nullable Authentication caller) {
        if (experiments.stream()
                .noneMatch(experiment -> access.hasRole(caller, experiment, DataAccess.Role.DATA_MANAGER))) {
            throw denied();
        }
    }

    /** Whether the caller may set embargoes of the experiment. */
    boolean mayEmbargo(@Nullable Authentication caller, String experiment) {
        return access.hasRole(caller, experiment, DataAccess.Role.DATA_ACCESS);
    }

    /** Refuses a caller who may set no embargo at all here. */
    void requireAnyDataAccess(@Nullable Authentication caller) {
        if (experiments.stream().noneMatch(experiment -> mayEmbargo(caller, experiment))) {
            throw denied();
        }
    }

    /** An embargo concerns those who set it and those who may read what it covers. */
    boolean maySee(@Nullable Authentication caller, Embargo embargo) {
        return mayEmbargo(caller, embargo.experiment())
                || access.isReader(caller, embargo)
                || access.hasRole(caller, embargo.experiment(), DataAccess.Role.OPERATOR);
    }

    @Nullable
    String experimentOf(String scope) {
        return access.experimentOf(scope);
    }

    /** The caller as records name them. */
    String nameOf(Authentication caller) {
        return caller.getName();
    }

    static AccessDeniedException denied() {
        return new AccessDeniedException("not with this token");
    }

    private boolean maySee(@Nullable Authentication caller, String experiment) {
        for (var role : DataAccess.Role.values()) {
            if (access.hasRole(caller, experiment, role)) {
                return true;
            }
        }
        return false;
    }
}
