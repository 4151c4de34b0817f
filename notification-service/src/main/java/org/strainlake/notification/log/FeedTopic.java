package org.strainlake.notification.log;

import org.strainlake.event.FeedEvent;

/**
 * One log: an experiment's public or its proprietary events.
 *
 * @param experiment whose events they are
 * @param proprietary whether only members may hear of them
 */
public record FeedTopic(String experiment, boolean proprietary) implements Comparable<FeedTopic> {
    /** Where the event belongs. */
    static FeedTopic of(FeedEvent event) {
        return new FeedTopic(event.experiment(), event.proprietary());
    }

    /** Its name in Kafka. */
    public String kafkaName() {
        return "strainlake.events." + this;
    }

    @Override
    public int compareTo(FeedTopic other) {
        return toString().compareTo(other.toString());
    }

    /** Written {@code experiment.public} or {@code experiment.proprietary}. */
    @Override
    public String toString() {
        return experiment + (proprietary ? ".proprietary" : ".public");
    }
}
