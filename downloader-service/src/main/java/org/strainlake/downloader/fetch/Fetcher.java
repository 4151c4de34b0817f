package org.strainlake.downloader.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.apache.commons.io.output.DeferredFileOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.checksum.SummingStream;
import org.strainlake.checksum.Sums;
import org.strainlake.deviation.Deviations;
import org.strainlake.deviation.DiskFull;
import org.strainlake.deviation.Subject;
import org.strainlake.downloader.deliver.DirectorySink;
import org.strainlake.downloader.deliver.SinkTrouble;
import org.strainlake.downloader.deliver.Sinks;
import org.strainlake.downloader.ledger.Entry;
import org.strainlake.downloader.ledger.Wanted;
import org.strainlake.downloader.verify.Verdict;
import org.strainlake.embargo.DatasetKey;
import org.strainlake.embargo.NotGenuine;
import org.strainlake.embargo.SealedName;
import org.strainlake.journey.Deviation;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.DataLake;
import org.strainlake.lake.FetchResult;
import org.strainlake.lake.Storage;

/** Makes one attempt to deliver a chunk. The storages stand behind a circuit breaker each, in the lake's own client. Thread-safe. */
@Component
class Fetcher {
    private static final Set<String> READABLE = Set.of("http", "https", "dav", "davs");
    private static final Duration CATALOGUE_PAUSE = Duration.ofSeconds(1);

    private final Storage storage;
    private final Catalogue catalogue;
    private final Sinks sinks;
    private final Opener opener;
    private final SealedSpool spool;
    private final Deviations deviations;
    private final InstantSource clock;

    Fetcher(DataLake lake, Sinks sinks, Opener opener, SealedSpool spool, Deviations deviations, InstantSource clock) {
        this.storage = lake.storage();
        this.catalogue = lake.catalogue();
        this.sinks = sinks;
        this.opener = opener;
        this.spool = spool;
        this.deviations = deviations;
        this.clock = clock;
    }

    /**
     * Fetches, verifies and delivers, from the address in the event or, if that has failed before, from any
     * that the catalogue knows.
     */
    Attempt attempt(Wanted wanted, History history) {
        var attempt = attemptUntold(wanted, history);
        tellOfWrongBytes(wanted, history, attempt);
        return attempt;
    }

    private Attempt attemptUntold(Wanted wanted, History history) {
        var all = sinks.of(wanted.key().follow());
        if (all.isEmpty()) {
            return new Attempt.Unwanted();
        }
        try {
            var missing = new ArrayList<DirectorySink>();
            for (var sink : all) {
                if (wanted.delivery().isEmpty()
                        || !sink.holds(wanted.deliveredAs(), wanted.delivery().get())) {
                    missing.add(sink);
                }
            }
            return missing.isEmpty() ? there(wanted, all.getFirst()) : fetch(wanted, history, missing);
        } catch (SinkTrouble e) {
            return stuck(wanted, e);
        } catch (IOException e) {
            return new Attempt.Busy(CATALOGUE_PAUSE, "the catalogue does not say where it is: " + e.getMessage());
        }
    }

    private Attempt fetch(Wanted wanted, History history, List<DirectorySink> missing) throws IOException {
        if (!SealedName.isSealed(wanted.key().did())) {
            return fetch(wanted, history, address -> fetch(wanted, address, missing));
        }
        return switch (opener.find(wanted)) {
            case Opener.Found.Key(var key) ->
                fetch(wanted, history, address -> fetchSealed(wanted, address, key, missing));
            case Opener.Found.NotYet(var reason) -> new Attempt.Busy(CATALOGUE_PAUSE, reason);
            case Opener.Found.Closed(var reason) -> new Attempt.Refused(reason);
            case Opener.Found.NotGenuine(var reason) -> new Attempt.Differs(Set.of(), reason);
        };
    }

    private Attempt fetch(Wanted wanted, History history, Function<URI, Attempt> fetching) throws IOException {
        Attempt worst = new Attempt.NotVisible();
        for (var address : addresses(wanted, history)) {
            var attempt = fetching.apply(address);
            if (attempt instanceof Attempt.Delivered || attempt instanceof Attempt.Stuck) {
                return attempt;
            }
            worst = weight(attempt) > weight(worst) ? attempt : worst;
        }
        return worst;
    }

    private Attempt fetch(Wanted wanted, URI address, List<DirectorySink> missing) {
        try (var fanOut = new FanOut(missing, wanted.deliveredAs())) {
            var summing = new SummingStream(fanOut);
            return switch (get(wanted, address, summing)) {
                case FetchResult.Fetched ignored -> deliver(wanted, address, summing, fanOut);
                case FetchResult.NotVisible() -> new Attempt.NotVisible();
                case FetchResult.Busy(var pause, var reason) -> new Attempt.Busy(pause, reason);
                case FetchResult.Refused(var reason) -> new Attempt.Refused(reason);
            };
        } catch (IOException e) { // by the storage's contract the sink's
            return stuck(wanted, e);
        }
    }

    private Attempt deliver(Wanted wanted, URI address, SummingStream summing, FanOut fanOut) throws SinkTrouble {
        var fetched = clock.instant();
        return switch (wanted.expectation().judge(summing.sums())) {
            case Verdict.Differs(var reason) ->
                new Attempt.Differs(Set.of(address), reason + " from " + address.getRawAuthority());
            case Verdict.Intact(var sums) -> {
                var verified = clock.instant();
                fanOut.commit();
                var delivered = clock.instant();
                fanOut.settle();
                deviations.reached(disk(wanted));
                yield new Attempt.Delivered(new Entry.Delivered(fetched, verified, delivered, sums, null));
            }
        };
    }

    /** What is in a sealed file is nobody's before the whole of it was found to be what was announced. */
    private Attempt fetchSealed(Wanted wanted, URI address, DatasetKey key, List<DirectorySink> missing) {
        try {
            var spooled = spool.take();
            try {
                return switch (get(wanted, address, spooled)) {
                    case FetchResult.Fetched ignored -> {
                        spooled.close();
                        yield verifySealed(wanted, address, key, missing, spooled);
                    }
                    case FetchResult.NotVisible() -> new Attempt.NotVisible();
                    case FetchResult.Busy(var pause, var reason) -> new Attempt.Busy(pause, reason);
                    case FetchResult.Refused(var reason) -> new Attempt.Refused(reason);
                };
            } finally {
                spool.release(spooled);
            }
        } catch (IOException e) { // the spool's, or a sink's
            return stuck(wanted, e);
        }
    }

    /** Sums the sealed bytes while they are opened, each of which takes about as long as the other. */
    private Attempt verifySealed(
            Wanted wanted, URI address, DatasetKey key, List<DirectorySink> missing, DeferredFileOutputStream spooled)
            throws IOException {
        var fetched = clock.instant();
        var summing = new FutureTask<>(() -> sums(spooled));
        Thread.ofVirtual().name("sealed-sums").start(summing);
        try (var fanOut = new FanOut(missing, wanted.deliveredAs())) {
            Sums plain = null;
            NotGenuine notGenuine = null;
            try {
                plain = open(wanted, key, spooled, fanOut);
            } catch (NotGenuine e) {
                notGenuine = e;
            }
            var sealed = result(summing);
            if (wanted.expectation().judge(sealed) instanceof Verdict.Differs(var reason)) {
                return new Attempt.Differs(Set.of(address), reason + " from " + address.getRawAuthority());
            }
            if (plain == null) {
                return new Attempt.Differs(
                        Set.of(address),
                        String.valueOf(Objects.requireNonNull(notGenuine).getMessage()));
            }
            var plainSums = plain;
            var verdict = wanted.delivery().map(expected -> expected.judge(plainSums));
            if (verdict.isPresent() && verdict.get() instanceof Verdict.Differs(var reason)) {
                return new Attempt.Differs(Set.of(address), "opened, it has " + reason);
            }
            var verified = clock.instant();
            fanOut.commit();
            var delivered = clock.instant();
            fanOut.settle();
            deviations.reached(disk(wanted));
            return new Attempt.Delivered(new Entry.Delivered(fetched, verified, delivered, sealed, plain));
        } finally {
            join(summing); // the spool is given back
        }
    }

    private static Sums open(Wanted wanted, DatasetKey key, DeferredFileOutputStream spooled, FanOut fanOut)
            throws IOException {
        try (var sealed = spooled.toInputStream();
                var plain = key.unsealing(sealed, new SealedName(wanted.key().did()))) {
            var summing = new SummingStream(fanOut);
            plain.transferTo(summing);
            return summing.sums();
        }
    }

    private static Sums sums(DeferredFileOutputStream spooled) throws IOException {
        try (var sealed = spooled.toInputStream()) {
            return Sums.of(sealed);
        }
    }

    /** Waits for it without end: it reads what lies here. */
    private static <T> T result(FutureTask<T> task) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void join(FutureTask<?> task) {
        try {
            var _ = result(task);
        } catch (IOException e) {
            // it was told, or something else was
        }
    }

    /** An earlier run delivered it and ended before it was booked. */
    private Attempt there(Wanted wanted, DirectorySink sink) throws IOException {
        try (var bytes = java.nio.file.Files.newInputStream(sink.path(wanted.deliveredAs()))) {
            var sums = Sums.of(bytes);
            var now = clock.instant();
            return new Attempt.Delivered(
                    wanted.sealed() == null
                            ? new Entry.Delivered(now, now, now, sums, null)
                            : new Entry.Delivered(now, now, now, null, sums));
        }
    }

    /** Each follow delivers to disks of its own. */
    private static String disk(Wanted wanted) {
        return "disk/" + wanted.key().follow();
    }

    private Attempt stuck(Wanted wanted, IOException failure) {
        if (DiskFull.isCauseOf(failure)) {
            deviations.seen(Deviation.DISK_FULL, disk(wanted), null, Duration.ZERO, "no room for a chunk");
        }
        return new Attempt.Stuck(String.valueOf(failure.getMessage()));
    }

    private FetchResult get(Wanted wanted, URI address, OutputStream sink) throws IOException {
        return Subject.at(wanted.key().did(), () -> storage.get(address, null, sink));
    }

    /** Tells of wrong bytes: a replica that brought them twice is wrong, one that then brings the right ones is not. */
    private void tellOfWrongBytes(Wanted wanted, History history, Attempt attempt) {
        switch (attempt) {
            case Attempt.Differs(var where, var reason)
            when where.stream().anyMatch(history.bad()::contains) ->
                changed(Deviation.BYTES_CHANGED_IN_STORAGE, wanted, "read twice: " + reason);
            case Attempt.Delivered ignored
            when history.differed() > 0 && history.differed() == history.bad().size() ->
                history.bad().forEach(address -> readAgain(wanted, address));
            default -> {}
        }
    }

    /** It may have been delivered from another replica since. */
    private void readAgain(Wanted wanted, URI address) {
        var summing = new SummingStream(OutputStream.nullOutputStream());
        try {
            if (get(wanted, address, summing) instanceof FetchResult.Fetched) {
                switch (wanted.expectation().judge(summing.sums())) {
                    case Verdict.Intact ignored ->
                        changed(Deviation.BYTES_CHANGED_ON_THE_WAY, wanted, "read again, they were right");
                    case Verdict.Differs(var reason) ->
                        changed(Deviation.BYTES_CHANGED_IN_STORAGE, wanted, "read twice: " + reason);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a sink that keeps nothing failed", e);
        }
    }

    private void changed(Deviation deviation, Wanted wanted, String detail) {
        deviations.seen(
                deviation, "storage", wanted.key().did(), Duration.between(wanted.seen(), clock.instant()), detail);
    }

    /** Those that brought other bytes come last: there may be no others. */
    private List<URI> addresses(Wanted wanted, History history) throws IOException {
        var announced = readable(wanted.url());
        if (announced != null && !history.asksCatalogue()) {
            return List.of(announced);
        }
        var found = new LinkedHashSet<URI>();
        if (announced != null) {
            found.add(announced);
        }
        catalogue.replicas(
                List.of(wanted.key().did()),
                replica -> replica.addresses().stream()
                        .map(address -> readable(address.url()))
                        .filter(java.util.Objects::nonNull)
                        .forEach(found::add));
        var ordered = new ArrayList<>(found);
        ordered.sort(java.util.Comparator.comparing(history.bad()::contains));
        return ordered;
    }

    private static @Nullable URI readable(@Nullable URI url) {
        return url != null && url.getScheme() != null && READABLE.contains(url.getScheme()) ? url : null;
    }

    /** Of several addresses that failed, the one that counts: what may pass before what may not. */
    private static int weight(Attempt attempt) {
        return switch (attempt) {
            case Attempt.NotVisible ignored -> 0;
            case Attempt.Refused ignored -> 1;
            case Attempt.Differs ignored -> 2;
            case Attempt.Busy ignored -> 3;
            case Attempt.Unwanted ignored -> 4;
            case Attempt.Stuck ignored -> 5;
            case Attempt.Delivered ignored -> 6;
        };
    }
}
