package org.strainlake.notification.reconcile;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.strainlake.deviation.Deviations;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.event.FilePayload;
import org.strainlake.journey.Deviation;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.Replica;
import org.strainlake.notification.inbound.OpenTransfers;
import org.strainlake.notification.inbound.OpenTransfers.Open;
import org.strainlake.notification.inbound.ToldByName;
import org.strainlake.notification.log.EventLog;
import org.strainlake.notification.log.LogUnavailable;
import org.strainlake.notification.log.Rounds;
import org.strainlake.notification.log.WriterWork;

/**
 * Asks the catalogue for copies whose transfer began and of which no event says that it ended. Of one that is there the
 * event was lost: that is told to the book, and the event is made up for.
 */
@Component
class LostEnds implements WriterWork {
    private static final Logger LOG = LoggerFactory.getLogger(LostEnds.class);
    private static final String WHERE = "activemq";
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final int LOOKS_IN_PATIENCE = 8;
    private static final int AT_ONCE = 500;

    private final ObjectProvider<Catalogue> catalogues;
    private final OpenTransfers transfers;
    private final EventLog log;
    private final Deviations deviations;
    private final InstantSource clock;
    private final Duration patience;
    private final Rounds rounds = new Rounds("ends of transfers", this::round);

    LostEnds(
            ObjectProvider<Catalogue> catalogues,
            OpenTransfers transfers,
            EventLog log,
            Deviations deviations,
            InstantSource clock,
            ReconcileProperties properties) {
        this.catalogues = catalogues;
        this.transfers = transfers;
        this.log = log;
        this.deviations = deviations;
        this.clock = clock;
        this.patience = properties.transferEnd();
    }

    @Override
    public void begin() {
        transfers.forget();
        if (catalogues.getIfAvailable() != null) {
            rounds.begin();
        }
    }

    @Override
    public void end() {
        rounds.end();
    }

    private void round() throws InterruptedException {
        var pause = patience.dividedBy(LOOKS_IN_PATIENCE);
        Thread.sleep(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        try {
            ask(catalogues.getObject());
        } catch (IOException | LogUnavailable e) {
            LOG.warn("transfers without an end are asked for later: {}", String.valueOf(e));
        } catch (RuntimeException e) { // the thread's outermost edge: the next round must come
            LOG.error("transfers without an end could not be asked for", e);
        }
    }

    private void ask(Catalogue catalogue) throws IOException, InterruptedException {
        var overdue = transfers.overdue(patience);
        var files = List.copyOf(overdue.keySet());
        for (int from = 0; from < files.size(); from += AT_ONCE) {
            var some = files.subList(from, Math.min(files.size(), from + AT_ONCE));
            ask(catalogue, some, overdue);
            some.forEach(file -> transfers.goOn(overdue.getOrDefault(file, List.of())));
        }
    }

    private void ask(Catalogue catalogue, List<DataIdentifier> files, Map<DataIdentifier, List<Open>> overdue)
            throws IOException, InterruptedException {
        var ended = new ArrayList<Ended>();
        catalogue.replicas(
                files,
                replica -> overdue.getOrDefault(replica.file().did(), List.of())
                        .forEach(transfer -> replica.addresses().stream()
                                .filter(address ->
                                        address.rse().equals(transfer.copy().rse()))
                                .findFirst()
                                .ifPresent(address -> ended.add(new Ended(transfer, replica, address)))));
        for (var each : ended) {
            tell(each);
        }
    }

    private void tell(Ended ended) throws InterruptedException {
        var begun = ended.transfer().begun();
        var copy = ended.transfer().copy();
        if (!transfers.isOpen(ended.transfer())) {
            return; // its event came meanwhile
        }
        if (begun.dataset() != null) {
            log.append(List.of(event(begun, ended)));
        }
        if (transfers.ended(ended.transfer())) {
            deviations.seen(
                    Deviation.EVENT_LOST,
                    WHERE,
                    copy.file(),
                    Duration.between(ended.transfer().since(), clock.instant()),
                    EventType.TRANSFER_DONE + " of the copy at " + copy.rse() + " did not come");
        }
    }

    private FeedEvent event(FeedEvent begun, Ended ended) {
        var file = ended.replica().file();
        var dataset = Objects.requireNonNull(begun.dataset());
        return ToldByName.complete(FeedCodec.ofFile(
                EventType.TRANSFER_DONE,
                FeedEvent.Source.RECONCILED,
                clock.instant(),
                begun.experiment(),
                begun.proprietary(),
                new FilePayload(
                        file.did().scope(),
                        file.did().name(),
                        dataset.scope(),
                        dataset.name(),
                        ended.address().rse(),
                        ended.address().url(),
                        file.bytes(),
                        file.adler32(),
                        null,
                        null,
                        null),
                0,
                null));
    }

    private record Ended(Open transfer, Replica replica, Replica.Address address) {}
}
