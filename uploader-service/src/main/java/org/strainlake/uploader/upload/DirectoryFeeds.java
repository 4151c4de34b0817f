package org.strainlake.uploader.upload;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.strainlake.uploader.journal.LiveRuns;
import org.strainlake.uploader.stream.Stream;
import org.strainlake.uploader.stream.Streams;

/** The directories of all streams that have one. Thread-safe. */
@Component
public class DirectoryFeeds implements SmartLifecycle, DisposableBean {
    private final Map<String, DirectoryFeed> feeds = new ConcurrentHashMap<>();
    private final ExecutorService watchers = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("directory-", 0).factory());
    private final Streams streams;
    private final ReplayRun.Parts parts;
    private final LiveRuns liveRuns;
    private volatile boolean running;

    DirectoryFeeds(Streams streams, ReplayRun.Parts parts, LiveRuns liveRuns) {
        this.streams = streams;
        this.parts = parts;
        this.liveRuns = liveRuns;
    }

    /** What the stream's directory brought; empty if it has none. */
    public Optional<DirectoryReport.Snapshot> report(Stream stream) {
        return Optional.ofNullable(feeds.get(stream.id()))
                .map(feed -> feed.report().snapshot());
    }

    @Override
    public void start() {
        running = true;
        for (var stream : streams.all()) {
            var directory = stream.settings().directory();
            if (directory != null) {
                var feed = new DirectoryFeed(stream, directory, parts, liveRuns);
                feeds.put(stream.id(), feed);
                Workers.run(watchers, "directory of " + stream.id(), feed::run);
            }
        }
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
    public void destroy() throws InterruptedException {
        Workers.end(watchers);
    }
}
