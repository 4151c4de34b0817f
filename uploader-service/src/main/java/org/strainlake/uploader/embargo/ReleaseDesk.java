package org.strainlake.uploader.embargo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.strainlake.audit.AuditEntry.What;
import org.strainlake.audit.AuditUnavailable;
import org.strainlake.audit.Auditor;
import org.strainlake.embargo.Embargo;
import org.strainlake.embargo.EmbargoBook;
import org.strainlake.embargo.KeyMetadata;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.uploader.journal.DatasetKeys;
import org.strainlake.uploader.journal.KeyNotHeld;

/**
 * Tells of changes, warns, releases what is due, and gives everybody the keys of what is released. Whatever fails is done
 * again, without end; nothing is released while the clocks do not agree.
 */
@Component("releaseHealthIndicator")
class ReleaseDesk implements SmartLifecycle, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseDesk.class);
    private static final List<Integer> WARNING_DAYS = List.of(30, 7, 1);

    private final Embargoes embargoes;
    private final EmbargoChannel channel;
    private final DatasetKeys keys;
    private final Catalogue catalogue;
    private final InstantSource clock;
    private final ReleaseProperties settings;
    private final ObjectProvider<Auditor> auditor;
    private volatile @Nullable ScheduledExecutorService rounds;
    private volatile @Nullable String trouble;
    private boolean begun;

    ReleaseDesk(
            Embargoes embargoes,
            EmbargoChannel channel,
            DatasetKeys keys,
            Catalogue catalogue,
            InstantSource clock,
            ReleaseProperties settings,
            ObjectProvider<Auditor> auditor) {
        this.auditor = auditor;
        this.embargoes = embargoes;
        this.channel = channel;
        this.keys = keys;
        this.catalogue = catalogue;
        this.clock = clock;
        this.settings = settings;
    }

    private void round() {
        try {
            work();
            trouble = null;
        } catch (IOException | DataAccessException | TransactionException | KeyNotHeld | AuditUnavailable e) {
            var reason = String.valueOf(e.getMessage());
            if (!reason.equals(trouble)) {
                LOG.warn("Embargoes wait: {}", reason);
            }
            trouble = reason;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // the edge of the thread: it must come round again
            LOG.error("A round of releases broke off", e);
            trouble = e.toString();
        }
    }

    /** One round of everything there is to do. */
    void work() throws IOException, InterruptedException {
        if (!begun) {
            embargoes.tellAllAgain();
            begun = true;
        }
        tell();
        warn();
        if (embargoes.due() > 0) {
            requireAgreement();
            for (var open = embargoes.releaseOne(); open.isPresent(); open = embargoes.releaseOne()) {
                var released = open.get();
                tell();
                auditor.ifAvailable(trail -> trail.require(What.RELEASED, released.experiment(), null, released.id()));
            }
        }
        openKeys();
    }

    private void tell() throws IOException, InterruptedException {
        for (var embargo : embargoes.untold()) {
            channel.tell(embargo);
            embargoes.told(embargo);
        }
    }

    private void warn() {
        for (int days : WARNING_DAYS) {
            for (var embargo : embargoes.warnings(days)) {
                LOG.warn(
                        "Embargo {} is released on {}, within {} day(s){}; a key once released cannot be called back",
                        embargo.id(),
                        embargo.release(),
                        days,
                        embargo.held() ? ", as soon as it is no longer held" : "");
            }
        }
    }

    private void requireAgreement() throws IOException, InterruptedException {
        requireAgreement("the database's", embargoes::clock);
        requireAgreement("Kafka's", channel::clock);
    }

    private interface Reading {
        Instant read() throws IOException, InterruptedException;
    }

    private void requireAgreement(String whose, Reading other) throws IOException, InterruptedException {
        var before = clock.instant();
        var there = other.read();
        var after = clock.instant();
        var tolerance = settings.clockTolerance();
        if (there.isBefore(before.minus(tolerance)) || there.isAfter(after.plus(tolerance))) {
            throw new IOException("nothing is released: " + whose + " clock is "
                    + Duration.between(after, there).toSeconds() + " s from this service's");
        }
    }

    private void openKeys() throws IOException {
        var all = embargoes.all();
        var released = all.stream().filter(Embargo::isReleased).toList();
        if (released.isEmpty()) {
            return;
        }
        var book = EmbargoBook.of(all);
        var refused = new ArrayList<String>(); // which must not hold up the others
        for (var embargo : released) {
            for (var wrapped : keys.closed(embargo.names())) {
                // Another one, of the dataset itself, may still hold.
                if (book.covering(wrapped.dataset()).stream().allMatch(Embargo::isReleased)) {
                    var held = keys.known(wrapped.dataset()).orElseThrow();
                    switch (catalogue.describe(wrapped.dataset(), KeyMetadata.ofReleased(held.key()))) {
                        case CatalogueResult.Done done -> keys.released(wrapped.dataset());
                        case CatalogueResult.Busy(var pause, var reason) ->
                            throw new IOException(
                                    "the catalogue does not take the key of " + wrapped.dataset() + ": " + reason);
                        case CatalogueResult.Refused(var cause, var reason) ->
                            refused.add(wrapped.dataset() + " (" + cause + ")");
                    }
                }
            }
        }
        if (!refused.isEmpty()) {
            throw new IOException("the catalogue refuses the keys of " + refused);
        }
    }

    @Override
    public void start() {
        var executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("releases").factory());
        rounds = executor;
        var _ = executor.scheduleWithFixedDelay(
                this::round, 0, settings.interval().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        var executor = rounds;
        rounds = null;
        if (executor != null) {
            executor.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return rounds != null;
    }

    @Override
    public Health health() {
        var reason = trouble;
        return reason == null
                ? Health.up().build()
                : Health.down().withDetail("reason", reason).build();
    }
}
