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
import java.util.stream.Collectors;
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
import org.strainlake.token.DataAccess;

/**
 * Makes the event that a file should have had. Where the log has the file's {@code chunk-stored}, the event is
 * the very one that the uploader would have sent; else it says what the catalogue knows.
 */
@Component
class LateEvents {
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

    /** The events of those files of which enough is known; a file without any available copy waits for one. */
    List<FeedEvent> of(Catalogue catalogue, String experiment, DataIdentifier dataset, List<FileEntry> files)
            throws IOException, InterruptedException {
        var told = fromLog(dataset, files);
        // What is booked with the DID counts: a replica's own row may hold another checksum.
        var untold = files.stream()
                .filter(file -> !told.containsKey(file.did()))
                .collect(Collectors.toMap(FileEntry::did, file -> file));
        var events = new ArrayList<>(told.values());
        if (!untold.isEmpty()) {
            catalogue.replicas(
                    List.copyOf(untold.keySet()),
                    replica -> Optional.ofNullable(untold.get(replica.file().did()))
                            .flatMap(file ->
                                    address(replica).map(address -> fromCatalogue(experiment, dataset, file, address)))
                            .ifPresent(events::add));
        }
        return events;
    }

    private Map<DataIdentifier, FeedEvent> fromLog(DataIdentifier dataset, List<FileEntry> files)
            throws InterruptedException {
        var offsets = new HashMap<FeedTopic, List<Long>>();
        index.stored(dataset, files.stream().map(FileEntry::did).toList())
                .values()
                .forEach(place -> offsets.computeIfAbsent(place.topic(), topic -> new ArrayList<>())
                        .add(place.offset()));
        var events = new HashMap<DataIdentifier, FeedEvent>();
        for (var each : offsets.entrySet()) {
            for (var stored : readers.read(each.getKey(), each.getValue())) {
                events.put(Objects.requireNonNull(stored.subject()), attached(stored));
            }
        }
        return events;
    }

    private FeedEvent attached(FeedEvent stored) {
        return FeedCodec.ofFile(
                EventType.FILE_ATTACHED,
                FeedEvent.Source.RECONCILED,
                clock.instant(),
                stored.experiment(),
                stored.proprietary(),
                FeedCodec.payload(stored),
                0,
                stored.detector());
    }

    private FeedEvent fromCatalogue(
            String experiment, DataIdentifier dataset, FileEntry file, Replica.Address address) {
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
                null);
        return ToldByName.complete(FeedCodec.ofFile(
                EventType.FILE_ATTACHED,
                FeedEvent.Source.RECONCILED,
                clock.instant(),
                experiment,
                !access.isPublic(dataset),
                payload,
                0,
                null));
    }

    /** Of several copies the one that an upload made, as far as settings tell, so that the id is the uploader's. */
    private Optional<Replica.Address> address(Replica replica) {
        return replica.addresses().stream().min(Comparator.comparingInt(address -> {
            int rank = properties.rses().indexOf(address.rse());
            return rank < 0 ? Integer.MAX_VALUE : rank;
        }));
    }
}
