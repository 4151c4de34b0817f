package org.strainlake.rehearsal.campaign;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The uploader replays a file. */
final class ReplayPlay implements Play {
    private final Api uploader;
    private final ReplayOrder order;
    private final InstantSource clock;
    private @Nullable String path;

    ReplayPlay(Api uploader, ReplayOrder order, InstantSource clock) {
        this.uploader = uploader;
        this.order = order;
        this.clock = clock;
    }

    @Override
    public String what() {
        return "replaying " + order.chunks() + " s of strain from " + sourceName();
    }

    @Override
    public String sourceName() {
        return String.valueOf(Path.of(order.source()).getFileName());
    }

    @Override
    public Begun begin() throws IOException, InterruptedException {
        var at = clock.instant();
        var replay = uploader.post("/v1/replays", order);
        path = path(replay);
        return new Begun(replay.path("run").asString(), replay.path("firstGps").asLong(), at);
    }

    @Override
    public State state() throws IOException, InterruptedException {
        if (path == null) {
            throw new IllegalStateException("not begun");
        }
        var replay = uploader.get(path);
        if ("FAILED".equals(replay.path("state").asString())) {
            throw new IOException("the replay failed: " + replay.path("reason").asString("no reason given"));
        }
        long stored = replay.path("stored").asLong();
        long attached = replay.path("attached").asLong();
        return new State(
                isRunning(replay), attached, String.format(Locale.ROOT, "stored %d, attached %d", stored, attached));
    }

    /** It ends by itself. */
    @Override
    public long end(Delivered delivered) {
        return order.chunks();
    }

    @Override
    public void close() {
        // the uploader's stage ends it
    }

    static String path(JsonNode replay) {
        return "/v1/replays/" + replay.path("id").asString();
    }

    static boolean isRunning(JsonNode replay) {
        return "RUNNING".equals(replay.path("state").asString());
    }
}
