package org.strainlake.notification.inbound;

import org.jspecify.annotations.Nullable;
import org.strainlake.event.FeedEvent;

/** What a message of Rucio's turned out to be. */
sealed interface RucioMessage {
    /**
     * An event of an experiment.
     *
     * @param event the event, its body as it came
     */
    record Event(FeedEvent event) implements RucioMessage {}

    /**
     * Nothing that can be an event.
     *
     * @param reason for the operator
     * @param type the event's type as far as it could be read
     */
    record Misfit(String reason, @Nullable String type) implements RucioMessage {}
}
