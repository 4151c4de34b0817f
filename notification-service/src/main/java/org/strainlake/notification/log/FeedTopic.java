package org.strainlake.notification.log;

import java.util.Comparator;
import org.strainlake.event.FeedEvent;

/**
 * One log: an experiment's public or its proprietary events.
 *
 * @param experiment whose events they are
 * @param proprietary whether only members may hear of them
 */
public record FeedTopic(String experiment, boolean proprietary) implements Comparable<FeedTopic> {
    private static final String KAFKA_PREFIX = "strainlake.events.";
    private static final String PUBLIC = "public";
    private static final String PROPRIETARY = "proprietary";
    private static final Comparator<FeedTopic> ORDER =
            Comparator.comparing(FeedTopic::experiment).thenComparing(FeedTopic::proprietary);

    /** Where the event belongs. */
    static FeedTopic of(FeedEvent event) {
        return new FeedTopic(event.experiment(), event.proprietary());
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static FeedTopic parse(String text) {
        int dot = text.lastIndexOf('.');
        var visibility = text.substring(dot + 1);
        if (dot < 1 || !(visibility.equals(PUBLIC) || visibility.equals(PROPRIETARY))) {
            throw new IllegalArgumentException("not a log: " + text);
        }
        return new FeedTopic(text.substring(0, dot), visibility.equals(PROPRIETARY));
    }

    /**
     * The log of a topic in Kafka.
     *
     * @throws IllegalArgumentException if the topic is none of the feed's
     */
    public static FeedTopic ofKafka(String name) {
        if (!name.startsWith(KAFKA_PREFIX)) {
            throw new IllegalArgumentException("not a topic of the feed: " + name);
        }
        return parse(name.substring(KAFKA_PREFIX.length()));
    }

    /** Its name in Kafka. */
    public String kafkaName() {
        return KAFKA_PREFIX + this;
    }

    @Override
    public int compareTo(FeedTopic other) {
        return ORDER.compare(this, other);
    }

    /** Written {@code experiment.public} or {@code experiment.proprietary}. */
    @Override
    public String toString() {
        return experiment + "." + (proprietary ? PROPRIETARY : PUBLIC);
    }
}
