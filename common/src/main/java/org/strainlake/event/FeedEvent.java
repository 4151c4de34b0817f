package org.strainlake.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.strainlake.lake.DataIdentifier;

/**
 * One event of the feed. Its attributes are what readers filter by; its body is what they act on.
 *
 * @param id stable id: the same happening has the same id, whoever tells of it
 * @param type Rucio's word for it, such as {@code transfer-done}, or one of {@link EventType}
 * @param source how it came to be known
 * @param time when it happened
 * @param experiment whose it is
 * @param proprietary whether only members may hear of it
 * @param subject the DID it is about; null if the body names none
 * @param dataset the dataset it belongs to; null if it names none
 * @param container the container that this dataset is in, or that it is about; null if none is known
 * @param rse the storage element it speaks of; null if none
 * @param gpsStart GPS second at which the strain starts; null if it is no chunk
 * @param gpsSeconds length of that strain; null if it is no chunk
 * @param detector prefix of the detector, such as {@code V1}; null if it is no chunk
 * @param released when an event that only members could hear was told again for all, its embargo being lifted; null for
 *     an event that is told for the first time
 * @param body UTF-8 JSON with {@code event_type}, {@code payload}, {@code created_at}; not copied, never changed
 */
public record FeedEvent(
        String id,
        String type,
        Source source,
        Instant time,
        String experiment,
        boolean proprietary,
        @Nullable DataIdentifier subject,
        @Nullable DataIdentifier dataset,
        @Nullable DataIdentifier container,
        @Nullable String rse,
        @Nullable Long gpsStart,
        @Nullable Integer gpsSeconds,
        @Nullable String detector,
        @Nullable Instant released,
        @SuppressWarnings("ArrayRecordComponent") byte[] body) {

    /** How an event came to be known. */
    public enum Source {
        /** The uploader told of it at once. */
        ANNOUNCED,
        /** Rucio told of it over its broker. */
        RUCIO,
        /** It was found by comparing with the catalogue. */
        RECONCILED,
        /** An embargo was lifted. */
        EMBARGO
    }

    /** The event, told with the container of its dataset. */
    public FeedEvent in(@Nullable DataIdentifier itsContainer) {
        return with(proprietary, itsContainer, released);
    }

    /** The event, told to everybody in the first place. */
    public FeedEvent forAll() {
        return with(false, container, null);
    }

    /** The event, told again for everybody at that time. */
    public FeedEvent released(Instant at) {
        return with(false, container, at);
    }

    private FeedEvent with(boolean isProprietary, @Nullable DataIdentifier itsContainer, @Nullable Instant itsRelease) {
        return new FeedEvent(
                id,
                type,
                source,
                time,
                experiment,
                isProprietary,
                subject,
                dataset,
                itsContainer,
                rse,
                gpsStart,
                gpsSeconds,
                detector,
                itsRelease,
                body);
    }

    /** The Kafka key: events of one dataset keep their order. */
    public String key() {
        if (dataset != null) {
            return dataset.toString();
        }
        return subject != null ? subject.toString() : id;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FeedEvent event && event.id.equals(id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return type + " " + id + " " + subject;
    }
}
