package org.strainlake.notification.reconcile;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.event.FilePayload;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FileEntry;
import org.strainlake.lake.Replica;
import org.strainlake.notification.inbound.ToldByName;
import org.strainlake.notification.log.EventIndex;
import org.strainlake.notification.log.FeedTopic;
import org.strainlake.notification.log.LogReaders;
import org.strainlake.notification.reconcile.Differences.Suspect;
import org.strainlake.token.DataAccess;

/**
 * Makes the events that files should have had. Where the log has the file's {@code chunk-stored}, what it says is
 * said again, so that the first attachment's event is the very one that the uploader would have sent; else the event
 * says what the catalogue knows.
 */
@Component
class LateEvents {
    private static final Logger LOG = LoggerFactory.getLogger(LateEvents.class);

    private final EventIndex index;
    private final LogReaders readers;
    private final DataAccess access;
    private final ReconcileProperties properties;
    private final InstantSource clock;

    LateEvents(
            EventIndex index,
            LogReaders readers,
            DataAccess access,
            ReconcileProperties properties,
            InstantSource clock) {
        this.index = index;
        this.readers = readers;
        this.access = access;
        this.properties = properties;
        this.clock = clock;
    }

    /** The events of those missing files of which enough is known; a file without any available copy waits for one. */
    List<FeedEvent> attached(Catalogue catalogue, String experiment, DataIdentifier dataset, List<Suspect> files)
            throws IOException, InterruptedException {
        var stored = stored(dataset, files);
        var events = new ArrayList<FeedEvent>();
        var asked = new HashMap<DataIdentifier, Suspect>();
        for (var file : files) {
            var told = stored.get(file.file());
            if (told == null || file.generation() > 0) {
                asked.put(file.file(), file); // a file that comes back may lie elsewhere
            } else {
                events.add(attached(told, told.payload(), 0));
            }
        }
        if (!asked.isEmpty()) {
            catalogue.replicas(
                    List.copyOf(asked.keySet()),
                    replica -> Optional.ofNullable(asked.remove(replica.file().did()))
                            .flatMap(file -> attached(experiment, dataset, file, stored.get(file.file()), replica))
                            .ifPresent(events::add));
        }
        return events;
    }

    /** The events of files that vanished. */
    List<FeedEvent> detached(String experiment, DataIdentifier dataset, List<Suspect> files) {
        return files.stream()
                .map(file -> ToldByName.complete(FeedCodec.detached(
                        FeedEvent.Source.RECONCILED,
                        clock.instant(),
                        experiment,
                        !access.isPublic(dataset),
                        file.file(),
                        dataset,
                        file.rse(),
                        file.generation())))
                .toList();
    }

    private Map<DataIdentifier, Stored> stored(DataIdentifier dataset, List<Suspect> files)
            throws InterruptedException {
        var offsets = new HashMap<FeedTopic, List<Long>>();
        index.stored(dataset, files.stream().map(Suspect::file).toList())
                .values()
                .forEach(place -> offsets.computeIfAbsent(place.topic(), topic -> new ArrayList<>())
                        .add(place.offset()));
        var told = new HashMap<DataIdentifier, Stored>();
        for (var each : offsets.entrySet()) {
            for (var event : readers.read(each.getKey(), each.getValue())) {
                Stored.of(event).ifPresent(stored -> told.put(Objects.requireNonNull(event.subject()), stored));
            }
        }
        return told;
    }

    /**
     * What the log has of a file that was stored.
     *
     * @param event its {@code chunk-stored}
     * @param payload what that says
     */
    private record Stored(FeedEvent event, FilePayload payload) {
        /** Empty for an event whose body and attributes do not speak of the same. */
        static Optional<Stored> of(FeedEvent event) {
            try {
                var payload = FeedCodec.payload(event);
                boolean fits = payload.did().equals(event.subject())
                        && payload.datasetDid().equals(event.dataset())
                        && Objects.equals(payload.rse(), event.rse());
                return fits ? Optional.of(new Stored(event, payload)) : Optional.empty();
            } catch (IllegalArgumentException e) {
                LOG.warn("{} says nothing that can be said again: {}", event, e.getMessage());
                return Optional.empty();
            }
        }
    }

    private Optional<FeedEvent> attached(
            String experiment, DataIdentifier dataset, Suspect file, @Nullable Stored stored, Replica replica) {
        if (stored == null) {
            return best(replica.addresses())
                    .map(address -> fromCatalogue(
                            experiment, dataset, Objects.requireNonNull(file.entry()), address, file.generation()));
        }
        var payload = stored.payload();
        return replica.addresses().stream()
                .filter(address -> address.rse().equals(payload.rse()))
                .findFirst()
                .or(() -> best(replica.addresses()))
                .map(address -> attached(stored, payload.at(address.rse(), address.url()), file.generation()));
    }

    private FeedEvent attached(Stored stored, FilePayload payload, int generation) {
        var event = stored.event();
        return FeedCodec.ofFile(
                EventType.FILE_ATTACHED,
                FeedEvent.Source.RECONCILED,
                clock.instant(),
                event.experiment(),
                event.proprietary(),
                payload,
                generation,
                event.detector());
    }

    /** What is booked with the DID counts: a replica's own row may hold another checksum. */
    private FeedEvent fromCatalogue(
            String experiment, DataIdentifier dataset, FileEntry file, Replica.Address address, int generation) {
        var payload = new FilePayload(
                file.did().scope(),
                file.did().name(),
                dataset.scope(),
                dataset.name(),
                address.rse(),
                address.url(),
                file.bytes(),
                file.adler32(),
                null,
                null,
                null);
        return ToldByName.complete(FeedCodec.ofFile(
                EventType.FILE_ATTACHED,
                FeedEvent.Source.RECONCILED,
                clock.instant(),
                experiment,
                !access.isPublic(dataset),
                payload,
                generation,
                null));
    }

    /** Of several copies the one that an upload made, as far as settings tell, so that the id is the uploader's. */
    private Optional<Replica.Address> best(List<Replica.Address> addresses) {
        return addresses.stream().min(Comparator.comparingInt(address -> {
            int rank = properties.rses().indexOf(address.rse());
            return rank < 0 ? Integer.MAX_VALUE : rank;
        }));
    }
}
