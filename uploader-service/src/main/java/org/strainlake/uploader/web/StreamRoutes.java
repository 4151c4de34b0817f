package org.strainlake.uploader.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.uploader.stream.Rotation;
import org.strainlake.uploader.stream.Stream;
import org.strainlake.uploader.stream.Streams;
import org.strainlake.uploader.upload.DirectoryFeeds;
import org.strainlake.uploader.upload.DirectoryReport;

/** The configured streams and what their directories bring. */
@RestController
@RequestMapping("/v1/streams")
class StreamRoutes {
    private final Streams streams;
    private final DirectoryFeeds feeds;
    private final Gate gate;

    StreamRoutes(Streams streams, DirectoryFeeds feeds, Gate gate) {
        this.streams = streams;
        this.feeds = feeds;
        this.gate = gate;
    }

    /**
     * A stream.
     *
     * @param directory what its directory brought; absent if it has none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StreamView(
            String id,
            String experiment,
            String detector,
            String channel,
            int sampleRateHz,
            int chunkSeconds,
            String scope,
            String container,
            Rotation rotation,
            String rse,
            DirectoryReport.@Nullable Snapshot directory) {}

    @GetMapping
    List<StreamView> all(@Nullable Authentication caller) {
        gate.requireAnySight(caller);
        return streams.all().stream()
                .filter(stream -> gate.maySee(caller, stream))
                .map(this::view)
                .toList();
    }

    @GetMapping("/{id}")
    StreamView one(@Nullable Authentication caller, @PathVariable String id) {
        gate.requireAnySight(caller);
        return streams.find(id)
                .filter(stream -> gate.maySee(caller, stream))
                .map(this::view)
                .orElseThrow(() -> new UnknownStream(id, true));
    }

    private StreamView view(Stream stream) {
        var settings = stream.settings();
        return new StreamView(
                stream.id(),
                settings.experiment(),
                settings.detector(),
                settings.channel(),
                settings.sampleRateHz(),
                stream.chunkSeconds(),
                settings.scope(),
                settings.container(),
                settings.rotation(),
                settings.rse(),
                feeds.report(stream).orElse(null));
    }
}
