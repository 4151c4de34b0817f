package org.strainlake.notification.log;

import java.util.Objects;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;

/**
 * A file's stay in a dataset.
 *
 * @param file the file
 * @param dataset the dataset
 * @param generation how often the file had left the dataset before
 */
record Attachment(DataIdentifier file, DataIdentifier dataset, int generation) {
    /** Whether the event tells that a file was attached. */
    static boolean isAny(FeedEvent event) {
        return event.type().equals(EventType.FILE_ATTACHED) && event.subject() != null && event.dataset() != null;
    }

    /** The first stay of the event's file in the event's dataset. */
    static Attachment first(FeedEvent event) {
        return new Attachment(Objects.requireNonNull(event.subject()), Objects.requireNonNull(event.dataset()), 0);
    }

    /** Which stay the event tells of, after so many detachments: the one that its id stands for, else the newest. */
    static Attachment of(FeedEvent event, int detachments) {
        var first = first(event);
        var rse = String.valueOf(event.rse());
        for (int generation = detachments; generation > 0; generation--) {
            var id = FeedCodec.fileId(event.type(), first.file(), first.dataset(), rse, generation - 1);
            if (id.equals(event.id())) {
                return new Attachment(first.file(), first.dataset(), generation - 1);
            }
        }
        return new Attachment(first.file(), first.dataset(), detachments);
    }
}
