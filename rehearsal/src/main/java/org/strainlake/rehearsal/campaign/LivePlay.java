package org.strainlake.rehearsal.campaign;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.strainlake.rehearsal.stage.Layout;
import org.strainlake.rehearsal.stage.Stage;
import org.strainlake.rehearsal.stage.StrainShape;

/** A detector writes files, the uploader watches their directory, and the book is closed at the end. */
final class LivePlay implements Play {
    /** What the uploader calls the run of a stream's directory. */
    private static final String RUN = Stage.STREAM + ".live";

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final RehearsalOptions options;
    private final Stage stage;
    private final Layout layout;
    private final StrainShape shape;
    private final Api uploader;
    private final Api latency;
    private final InstantSource clock;
    private @Nullable LiveDetector detector;

    LivePlay(
            RehearsalOptions options,
            Stage stage,
            Layout layout,
            StrainShape shape,
            Api uploader,
            Api latency,
            InstantSource clock) {
        this.options = options;
        this.stage = stage;
        this.layout = layout;
        this.shape = shape;
        this.uploader = uploader;
        this.latency = latency;
        this.clock = clock;
    }

    @Override
    public String what() {
        return "writing " + options.chunks() + " s of live strain"
                + (options.leftOut().isEmpty() ? "" : ", " + options.leftOut().size() + " of them left out");
    }

    @Override
    public String sourceName() {
        return "live strain, each sample its GPS time";
    }

    @Override
    public Begun begin() {
        var pace = LivePace.after(
                clock.instant(), options.chunks(), options.speed().orElseThrow());
        var leftOut = new HashSet<>(options.leftOutGps(pace.firstGps()));
        var begun = new LiveDetector(layout.source(), shape, stage.liveDescription(), pace, leftOut, clock);
        detector = begun;
        begun.start();
        return new Begun(RUN, pace.firstGps(), pace.due(0));
    }

    @Override
    public State state() throws IOException, InterruptedException {
        long seconds = detector().seconds();
        long taken = uploader.get("/v1/streams/" + Stage.STREAM)
                .path("directory")
                .path("found")
                .asLong();
        return new State(
                seconds < options.chunks(),
                Math.min(seconds, options.chunks()), // further ones move nothing that was planned
                String.format(Locale.ROOT, "written %d s, taken by the uploader's present life %d", seconds, taken));
    }

    /** The detector goes on until everything that it wrote is delivered and no second is just ending: then the book is closed. */
    @Override
    public long end(Delivered delivered) throws IOException, InterruptedException {
        long missing = options.chunks() - options.deliverable();
        var deadline = clock.instant().plus(LONGEST_WAIT);
        while (true) {
            long seconds = detector().seconds();
            boolean isOver =
                    delivered.count() >= seconds - missing || clock.instant().isAfter(deadline);
            if (isOver && detector().endAfter(seconds, () -> latency.post("/v1/books/" + RUN + "/closure", null))) {
                return seconds;
            }
            if (clock.instant().isAfter(deadline.plus(LONGEST_WAIT))) {
                throw new IOException("the detector never came to rest between two seconds");
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private LiveDetector detector() {
        if (detector == null) {
            throw new IllegalStateException("not begun");
        }
        return detector;
    }

    @Override
    public void close() {
        if (detector != null) {
            detector.close();
        }
    }
}
