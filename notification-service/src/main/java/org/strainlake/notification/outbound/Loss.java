package org.strainlake.notification.outbound;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events that a reader should have had and can no longer get.
 *
 * @param after where the reader was
 * @param oldest from where on everything is kept
 * @param from when the last event before the gap was written; null if that is not known
 * @param to when the first event after the gap was written; null if there is none yet
 */
public record Loss(
        FeedCursor after,
        FeedCursor oldest,
        @Nullable Instant from,
        @Nullable Instant to) {}
