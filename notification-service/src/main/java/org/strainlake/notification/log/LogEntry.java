package org.strainlake.notification.log;

import java.time.Instant;
import org.strainlake.event.FeedEvent;

/**
 * An event and where it stands.
 *
 * @param event the event
 * @param topic the log it is in
 * @param offset its place in the log, counted from 0
 * @param notified when the log had it
 */
public record LogEntry(FeedEvent event, FeedTopic topic, long offset, Instant notified) {}
