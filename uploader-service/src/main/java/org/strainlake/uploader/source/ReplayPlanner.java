package org.strainlake.uploader.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.stereotype.Component;
import org.strainlake.chunkfile.GwoscSource;
import org.strainlake.time.GpsTime;
import org.strainlake.uploader.stream.Stream;

/** Turns a wish into a plan, or says what is wrong with it. Thread-safe. */
@Component
public class ReplayPlanner {
    private final ReplayProperties properties;
    private final InstantSource clock;

    ReplayPlanner(ReplayProperties properties, InstantSource clock) {
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Plans a replay; reads the source's description, none of its strain.
     *
     * @throws UnusableReplay if the source or the wish is at fault
     */
    public ReplayPlan plan(Stream stream, ReplayWish wish) {
        if (wish.chunks() < 1) {
            throw new UnusableReplay("chunks", "chunks is at least 1, not " + wish.chunks());
        }
        var path = allowed(wish.source());
        try (var source = GwoscSource.open(path)) {
            return plan(stream, wish, source, path);
        } catch (IOException e) {
            throw new UnusableReplay("source", named(path, e));
        }
    }

    /**
     * Opens the file of a plan.
     *
     * @throws IOException if it is unreadable or no longer what the plan was made for
     */
    public GwoscSource open(ReplayPlan plan, Stream stream) throws IOException {
        var source = GwoscSource.open(plan.source(), stream.settings().sampleRateHz());
        if (source.start().seconds() != plan.sourceStart()
                || source.duration().toSeconds() / plan.chunkSeconds() != plan.sourceChunks()) {
            source.close();
            throw new IOException(
                    plan.source().getFileName() + " is no longer the file that the replay was planned for");
        }
        return source;
    }

    private ReplayPlan plan(Stream stream, ReplayWish wish, GwoscSource source, Path path) {
        var name = path.getFileName();
        int wanted = stream.settings().sampleRateHz();
        if (source.sampleRateHz() != wanted) {
            throw new UnusableReplay(
                    "source",
                    name + " has " + source.sampleRateHz() + " samples a second, the stream " + stream.id() + " has "
                            + wanted);
        }
        long slots = source.duration().toSeconds() / stream.chunkSeconds();
        if (slots < 1) {
            throw new UnusableReplay(
                    "source",
                    name + " holds " + source.duration().toSeconds() + " s, less than one chunk of " + stream.id());
        }
        return new ReplayPlan(
                path,
                source.start().seconds(),
                slots,
                wish.order(),
                wish.seed(),
                wish.pace(),
                firstGps(stream, wish, source, slots, name),
                stream.chunkSeconds(),
                wish.chunks());
    }

    private long firstGps(Stream stream, ReplayWish wish, GwoscSource source, long slots, Path name) {
        return switch (wish.gps()) {
            case GpsRule.Start(long seconds) -> seconds;
            case GpsRule.Now() -> {
                long now = GpsTime.of(clock.instant()).seconds();
                yield wish.pace().isMax() ? now - Math.multiplyExact(wish.chunks(), stream.chunkSeconds()) : now;
            }
            case GpsRule.Keep() -> {
                if (wish.order() == ReplayWish.Order.RANDOM) {
                    throw new UnusableReplay("gps", "random draws are restamped: gps keep needs order sequential");
                }
                if (wish.chunks() > slots) {
                    throw new UnusableReplay(
                            "chunks",
                            "gps keep never repeats a second, and " + name + " holds " + slots + " chunks, not "
                                    + wish.chunks());
                }
                yield source.start().seconds();
            }
        };
    }

    private Path allowed(Path wanted) {
        if (!wanted.isAbsolute()) {
            throw new UnusableReplay("source", "source is an absolute path, not " + wanted);
        }
        try {
            var real = wanted.toRealPath();
            for (var root : properties.roots()) {
                if (Files.isDirectory(root) && real.startsWith(root.toRealPath())) {
                    return real;
                }
            }
        } catch (IOException e) {
            // The answer below is the same for a file that is not there and one that may not be replayed.
        }
        throw new UnusableReplay("source", "no file that may be replayed: " + wanted);
    }

    private static String named(Path path, IOException cause) {
        var name = String.valueOf(path.getFileName());
        var message = String.valueOf(cause.getMessage()).replace(path.toString(), name);
        return message.contains(name) ? message : name + ": " + message;
    }
}
