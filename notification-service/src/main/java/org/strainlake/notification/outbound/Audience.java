package org.strainlake.notification.outbound;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.notification.log.FeedTopic;
import org.strainlake.token.DataAccess;
import org.strainlake.token.ExperimentProperties;

/** Who may hear what: the one place for all ways out. What a caller may read is {@link DataAccess}'s to say. */
@Component
class Audience {
    private final DataAccess access;
    private final Set<String> experiments;

    Audience(DataAccess access, ExperimentProperties experiments) {
        this.access = access;
        this.experiments = Set.copyOf(experiments.experiments().keySet());
    }

    /**
     * The logs that hold something for the caller.
     *
     * @param asked experiments that the caller asks for; empty for whatever there is
     * @throws AccessDeniedException if one that is asked for, or everything, is closed to the caller; the same for
     *     an experiment that does not exist
     */
    SortedSet<FeedTopic> open(@Nullable Authentication caller, Set<String> asked) {
        var readable = access.readableExperiments(caller);
        var topics = new TreeSet<FeedTopic>();
        for (var experiment : asked.isEmpty() ? experiments : asked) {
            boolean open = access.hasPublicData(experiment);
            boolean member = experiments.contains(experiment) && readable.contains(experiment);
            if (open || member) {
                topics.add(new FeedTopic(experiment, false));
            }
            if (member) {
                topics.add(new FeedTopic(experiment, true));
            }
            if (!open && !member && !asked.isEmpty()) {
                throw new AccessDeniedException("no right to the events of an experiment");
            }
        }
        if (topics.isEmpty()) {
            throw new AccessDeniedException("no right to any events");
        }
        return topics;
    }

    /**
     * Makes sure that the log holds something for the caller.
     *
     * @throws AccessDeniedException if it does not; the same for a log that does not exist
     */
    void require(@Nullable Authentication caller, FeedTopic topic) {
        if (!open(caller, Set.of(topic.experiment())).contains(topic)) {
            throw new AccessDeniedException("no right to the events of an experiment");
        }
    }

    /**
     * Whether the event is one for the caller. What was told again for everybody is for those who could not hear it the
     * first time, so that nobody who reads both logs hears it twice.
     */
    boolean mayHear(@Nullable Authentication caller, FeedEvent event) {
        if (event.type().equals(EventType.EMBARGO_LIFTED)) {
            return !event.proprietary();
        }
        if (event.proprietary()) {
            return isOfAny(event, did -> access.mayReadUnreleased(caller, did));
        }
        return isOfAny(event, did -> access.mayRead(caller, did))
                && (event.released() == null || !isOfAny(event, did -> access.mayReadUnreleased(caller, did)));
    }

    private static boolean isOfAny(FeedEvent event, Predicate<DataIdentifier> these) {
        var dataset = event.dataset();
        var subject = event.subject();
        return (dataset != null && these.test(dataset)) || (subject != null && these.test(subject));
    }
}
