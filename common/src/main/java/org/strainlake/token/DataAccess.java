package org.strainlake.token;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.strainlake.lake.DataIdentifier;

/**
 * The one place that decides what a caller may see and do. When in doubt: closed.
 *
 * @see ExperimentProperties what belongs to which experiment
 */
public interface DataAccess {
    /** The experiment that a scope of the catalogue belongs to; null if none is configured. */
    @Nullable
    String experimentOf(String scope);

    /** Whether everybody may see the dataset or file: only where configuration says so. */
    boolean isPublic(DataIdentifier did);

    /**
     * Whether the caller may read the file, dataset or anything told of it: it is public, a
     * {@code storage.read} scope of the token covers its path, or, if the token has no storage scope at
     * all, one of its groups reads the experiment.
     *
     * @param caller null or anonymous for a caller without a token
     */
    boolean mayRead(@Nullable Authentication caller, DataIdentifier did);

    /** Whether the caller may create files under this name: {@code storage.create} or {@code storage.modify} covers it. */
    boolean mayCreate(@Nullable Authentication caller, DataIdentifier did);

    /** Whether the caller holds a role in the experiment, by group or by client id. */
    boolean hasRole(@Nullable Authentication caller, String experiment, Role role);

    /** Experiments whose proprietary data the caller may read at least in part. */
    Set<String> readableExperiments(@Nullable Authentication caller);

    /** What a member of an experiment may do beyond reading. */
    enum Role {
        /** Reads whatever the experiment has. */
        READER,
        /** Starts and stops uploads and follows. */
        DATA_MANAGER,
        /** Looks after the services: closes books, sees states, never bytes. */
        OPERATOR
    }
}
