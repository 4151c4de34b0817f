package org.strainlake.downloader.follow;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.strainlake.downloader.follow.Follow.Origin;
import org.strainlake.token.ExperimentProperties;
import tools.jackson.databind.json.JsonMapper;

/**
 * All follows that are in force. Reading them costs nothing; thread-safe. At start those of the
 * configuration are made durable and those given over REST are taken up again.
 */
@Component
public class Follows implements SmartLifecycle {
    /** The phase in which the follows are there; whoever needs them starts later. */
    public static final int PHASE = 0;

    private final FollowRepository repository;
    private final Environment environment;
    private final SinkProperties sinks;
    private final ApplicationEventPublisher publisher;
    private final InstantSource clock;
    private final JsonMapper json;
    private final Set<String> experiments;
    private volatile Map<String, Follow> current = Map.of();
    private volatile boolean running;

    Follows(
            FollowRepository repository,
            Environment environment,
            SinkProperties sinks,
            ApplicationEventPublisher publisher,
            InstantSource clock,
            JsonMapper json,
            ExperimentProperties experiments) {
        this.repository = repository;
        this.environment = environment;
        this.sinks = sinks;
        this.publisher = publisher;
        this.clock = clock;
        this.json = json;
        this.experiments = experiments.experiments().keySet();
    }

    /** Every follow in force. */
    public Collection<Follow> all() {
        return current.values();
    }

    /** The follow of that name, if it is in force. */
    public Optional<Follow> find(String name) {
        return Optional.ofNullable(current.get(name));
    }

    /**
     * Gives a follow; it sees events from now on.
     *
     * @throws FollowRefused if its name or directory is taken, or the directory lies outside the roots
     * @throws IllegalArgumentException if the settings make no follow
     */
    public synchronized Follow give(String name, FollowSettings settings) {
        var follow = settings.follow(name, Origin.REST, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        if (current.containsKey(name)) {
            throw new FollowRefused(FollowRefused.Cause.NAME_TAKEN, "there is a follow " + name);
        }
        for (var sink : follow.sinks()) {
            if (!sinks.allow(sink.directory().path())) {
                throw new FollowRefused(
                        FollowRefused.Cause.OUTSIDE_ROOTS, "the directory is not below one that follows may use");
            }
        }
        requireOwnDirectories(follow, current.values());
        repository.findById(name).ifPresent(left -> repository.deleteById(name));
        repository.save(new FollowEntity(name, Origin.REST, follow.created(), json.writeValueAsString(settings)));
        add(follow, false);
        return follow;
    }

    /**
     * Takes a follow back; what it has delivered stays.
     *
     * @return false if there is none of that name
     * @throws FollowRefused if it stands in the configuration
     */
    public synchronized boolean takeBack(String name) {
        var follow = current.get(name);
        if (follow == null) {
            return false;
        }
        if (follow.origin() == Origin.CONFIGURATION) {
            throw new FollowRefused(
                    FollowRefused.Cause.CONFIGURED, "the follow " + name + " stands in the configuration");
        }
        repository.deleteById(name);
        var remaining = new LinkedHashMap<>(current);
        remaining.remove(name);
        current = Map.copyOf(remaining);
        publisher.publishEvent(new FollowChange.Removed(follow));
        return true;
    }

    /** Remembers that a follow has seen all that the log had before it was given. */
    public synchronized void caughtUp(Follow follow) {
        repository
                .findById(follow.name())
                .filter(entity -> entity.created().equals(follow.created()))
                .ifPresent(entity -> {
                    entity.caughtUp();
                    repository.save(entity);
                });
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        var configured = ConfiguredFollows.read(environment);
        configured.forEach((name, settings) -> {
            if (!experiments.contains(settings.experiment())) {
                throw new IllegalArgumentException("the follow " + name + " names the experiment "
                        + settings.experiment() + ", which is not in strainlake.experiments");
            }
        });
        configured.forEach((name, settings) -> declare(name, settings));
        for (var entity : repository.findAll()) {
            if (entity.origin() == Origin.REST && !configured.containsKey(entity.name())) {
                var settings = json.readValue(entity.settings(), FollowSettings.class);
                add(settings.follow(entity.name(), Origin.REST, entity.created()), entity.isCaughtUp());
            }
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** A configured follow keeps the instant at which it was first there. */
    private void declare(String name, FollowSettings settings) {
        var text = json.writeValueAsString(settings);
        var known = repository.findById(name);
        var created =
                known.map(FollowEntity::created).orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MILLIS));
        var follow = settings.follow(name, Origin.CONFIGURATION, created);
        requireOwnDirectories(follow, current.values());
        if (known.isEmpty()) {
            repository.save(new FollowEntity(name, Origin.CONFIGURATION, created, text));
        } else if (!known.get().settings().equals(text)) {
            known.get().settings(text);
            repository.save(known.get());
        }
        add(follow, known.map(FollowEntity::isCaughtUp).orElse(false));
    }

    private void add(Follow follow, boolean caughtUp) {
        publisher.publishEvent(new FollowChange.Added(follow, follow.from() == Follow.From.OLDEST && !caughtUp));
        var more = new LinkedHashMap<>(current);
        more.put(follow.name(), follow);
        current = Map.copyOf(more);
    }

    private static void requireOwnDirectories(Follow follow, Collection<Follow> others) {
        var taken = new java.util.HashSet<Path>();
        others.forEach(other ->
                other.sinks().forEach(sink -> taken.add(sink.directory().path())));
        for (var sink : follow.sinks()) {
            if (!taken.add(sink.directory().path())) {
                throw new FollowRefused(FollowRefused.Cause.DIRECTORY_TAKEN, "another sink delivers to that directory");
            }
        }
    }
}
