package org.strainlake.token;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.strainlake.embargo.Embargo;
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

    /**
     * Whether everybody may see the dataset or file: where configuration says so and no embargo covers it, or where every
     * embargo that covers it is released, or has released this file early. False while the embargoes are not known.
     */
    boolean isPublic(DataIdentifier did);

    /**
     * Whether the caller may read the file, dataset or anything told of it: it is public, a
     * {@code storage.read} scope of the token covers its path, or, if the token has no storage scope at
     * all, one of its groups reads the experiment, or, under embargoes, is named by each of them. False while the
     * embargoes are not known.
     *
     * @param caller null or anonymous for a caller without a token
     */
    boolean mayRead(@Nullable Authentication caller, DataIdentifier did);

    /**
     * Whether the caller could read it if none of its embargoes had been lifted: whoever could has read what was told of
     * it in the proprietary log already.
     *
     * @param caller null or anonymous for a caller without a token
     */
    boolean mayReadUnreleased(@Nullable Authentication caller, DataIdentifier did);

    /** Whether the caller may create files under this name: {@code storage.create} or {@code storage.modify} covers it. */
    boolean mayCreate(@Nullable Authentication caller, DataIdentifier did);

    /** Whether the caller holds a role in the experiment, by group or by client id. */
    boolean hasRole(@Nullable Authentication caller, String experiment, Role role);

    /** Whether an embargo names the caller, by group or client, among those who may read what it covers. */
    boolean isReader(@Nullable Authentication caller, Embargo embargo);

    /** Whether the experiment has anything that everybody may see. */
    boolean hasPublicData(String experiment);

    /** Experiments whose proprietary data the caller may read at least in part. */
    Set<String> readableExperiments(@Nullable Authentication caller);

    /** What a member of an experiment may do beyond reading. */
    enum Role {
        /** Reads whatever the experiment has. */
        READER,
        /** Starts and stops uploads and follows. */
        DATA_MANAGER,
        /** Looks after the services: closes books, sees states, never bytes. */
        OPERATOR,
        /** Sets embargoes and reads the audit trail. */
        DATA_ACCESS
    }
}
