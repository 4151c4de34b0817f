package org.strainlake.notification.release;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.event.FeedCodec;
import org.strainlake.notification.log.EventIndex;
import org.strainlake.notification.log.EventLog;
import org.strainlake.notification.log.FeedTopic;
import org.strainlake.notification.log.LogReaders;
import org.strainlake.notification.log.LogUnavailable;
import org.strainlake.notification.log.Rounds;
import org.strainlake.notification.log.WriterWork;

/**
 * Looks for embargoes that were lifted, and tells what they open: as soon as it learns of one, and of all when this
 * instance becomes the writer, since the one before may not have come to its end or not have known of one. How far each
 * was looked through is kept in the database.
 */
@Component
class Releases implements WriterWork {
    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

    /** So many events may be told again while nothing else can be appended. */
    private static final int FEW = 250;

    private final ObjectProvider<EmbargoBook> books;
    private final EventLog log;
    private final LogReaders readers;
    private final EventIndex index;
    private final InstantSource clock;
    private final Rounds rounds = new Rounds("releases", this::round);

    /** Versions, by embargo, that were dealt with in this term. */
    private final Map<String, Long> done = new HashMap<>();

    private long troubles;
    private @Nullable String failure;

    Releases(
            ObjectProvider<EmbargoBook> books,
            EventLog log,
            LogReaders readers,
            EventIndex index,
            InstantSource clock) {
        this.books = books;
        this.log = log;
        this.readers = readers;
        this.index = index;
        this.clock = clock;
    }

    @Override
    public void begin() {
        done.clear(); // what another writer has written meanwhile was looked through by nobody
        rounds.begin();
    }

    @Override
    public void end() {
        rounds.end();
    }

    private void round() throws InterruptedException {
        var book = books.getIfAvailable();
        boolean well = book == null || look(book);
        Thread.sleep(well ? PAUSE : PAUSE_AFTER_FAILURE);
    }

    /** Whether all that was due was told. */
    private boolean look(EmbargoBook book) throws InterruptedException {
        if (!book.isKnown() || book.troubles() != troubles) {
            done.clear(); // what was told meanwhile was told to members only
            troubles = book.troubles();
            return true;
        }
        var then = EmbargoBook.of(book.all());
        var due = then.all().stream()
                .filter(Embargo::opensAnything)
                .filter(embargo -> log.topics().contains(proprietary(embargo.experiment())))
                .filter(embargo -> done.getOrDefault(embargo.id(), 0L) != embargo.version())
                .collect(Collectors.groupingBy(Embargo::experiment));
        boolean well = true;
        for (var each : due.entrySet()) {
            if (toldAll(each.getKey(), each.getValue(), new Lift(then, book))) {
                each.getValue().forEach(embargo -> done.put(embargo.id(), embargo.version()));
            } else {
                well = false;
            }
        }
        return well;
    }

    /** One experiment's trouble does not hold up another's release. */
    private boolean toldAll(String experiment, List<Embargo> due, Lift lift) throws InterruptedException {
        try {
            tell(experiment, due, lift);
            return true;
        } catch (LogUnavailable | DataAccessException | TransactionException e) {
            var reason = String.valueOf(e.getMessage());
            if (!reason.equals(failure)) {
                LOG.warn("what was released is told later: {}", reason);
            }
            failure = reason;
        } catch (RuntimeException e) { // an error of ours must not end the looking
            LOG.error("what was released cannot be told", e);
        }
        return false;
    }

    private void tell(String experiment, List<Embargo> due, Lift lift) throws InterruptedException {
        log.append(
                due.stream().filter(Embargo::isReleased).map(FeedCodec::lifted).toList());
        tellPast(experiment, due, lift);
    }

    private void tellPast(String experiment, List<Embargo> due, Lift lift) throws InterruptedException {
        var topic = proprietary(experiment);
        log.settle();
        try (var reader = readers.open(List.of(topic))) {
            var identity = reader.extent(topic).identity();
            var past = new Past(reader, topic, log, lift, clock);
            past.goTo(due.stream()
                    .mapToLong(embargo -> index.reached(embargo, topic, identity))
                    .min()
                    .orElse(0));
            long from = past.place();
            while (past.left() > FEW) {
                past.tellAgain();
            }
            log.open(experiment, lift, past::tellAgain);
            if (lift.now().troubles() != troubles) {
                return; // some of it may have seemed closed: it is looked through again
            }
            due.forEach(embargo -> index.reached(embargo, topic, identity, past.place()));
            LOG.info(
                    "{}: looked through {} events for what {} no longer keep closed",
                    topic,
                    past.place() - from,
                    due.stream().map(Embargo::id).toList());
        }
    }

    private static FeedTopic proprietary(String experiment) {
        return new FeedTopic(experiment, true);
    }
}
