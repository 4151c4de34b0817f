package org.strainlake.downloader.follow;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.strainlake.lake.DataIdentifier;

/**
 * A standing order for chunks.
 *
 * @param name unique; the follower in the book
 * @param experiment whose chunks
 * @param datasets datasets it wants
 * @param sinks where chunks are put, at least one
 * @param from which events it sees
 * @param lossDeadline how long a chunk is tried before it is lost
 * @param origin who gave it
 * @param created when it was given
 */
public record Follow(
        String name,
        String experiment,
        DatasetPattern datasets,
        List<SinkSpec> sinks,
        From from,
        Duration lossDeadline,
        Origin origin,
        Instant created) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    public Follow {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a follow's name has 1 to 63 lower-case letters, digits, dots and dashes: " + name);
        }
        sinks = List.copyOf(sinks);
        if (sinks.isEmpty()) {
            throw new IllegalArgumentException("the follow " + name + " has no sink");
        }
        if (lossDeadline.isNegative() || lossDeadline.isZero()) {
            throw new IllegalArgumentException("the follow " + name + " has a loss deadline of " + lossDeadline);
        }
    }

    /**
     * Whether it wants a chunk of that dataset.
     *
     * @param logged when the event was written to the log
     */
    public boolean wants(String eventExperiment, DataIdentifier dataset, Instant logged) {
        return experiment.equals(eventExperiment)
                && (from == From.OLDEST || !logged.isBefore(created))
                && datasets.matches(dataset);
    }

    /** Which events a follow sees. */
    public enum From {
        /** Those written from the moment it was given. */
        @JsonProperty("now")
        NOW,
        /** All that the log still has. */
        @JsonProperty("oldest")
        OLDEST
    }

    /** Who gave a follow. */
    public enum Origin {
        /** The configuration: it lasts as long as it stands there. */
        CONFIGURATION,
        /** A caller over REST: it lasts until it is deleted. */
        REST
    }
}
