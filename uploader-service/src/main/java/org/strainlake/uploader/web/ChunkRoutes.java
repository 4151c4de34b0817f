package org.strainlake.uploader.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import org.strainlake.embargo.SealedName;
import org.strainlake.event.FilePayload;
import org.strainlake.token.PublicRoutes;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.journal.ChunkJournal;
import org.strainlake.uploader.stream.Stream;
import org.strainlake.uploader.stream.Streams;
import tools.jackson.databind.json.JsonMapper;

/** The chunks of a run, one JSON object a line; those of public datasets need no token. */
@RestController
@RequestMapping("/v1/chunks")
class ChunkRoutes {
    private final ChunkJournal journal;
    private final Streams streams;
    private final Gate gate;
    private final JsonMapper json;

    ChunkRoutes(ChunkJournal journal, Streams streams, Gate gate, JsonMapper json) {
        this.journal = journal;
        this.streams = streams;
        this.gate = gate;
        this.json = json;
    }

    /**
     * A chunk.
     *
     * @param plain what is sealed in it; absent if it is not sealed
     * @param source where a replay took it from; absent for live strain
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChunkView(
            String name,
            String scope,
            String run,
            long gpsStart,
            long bytes,
            String adler32,
            String sha256,
            String state,
            @Nullable PlainView plain,
            FilePayload.@Nullable Origin source) {
        static ChunkView of(ChunkEntry chunk) {
            return new ChunkView(
                    chunk.did().name(),
                    chunk.did().scope(),
                    chunk.run(),
                    chunk.gpsStart(),
                    chunk.bytes(),
                    chunk.adler32().hex(),
                    chunk.sha256().hex(),
                    chunk.state(),
                    PlainView.of(chunk),
                    chunk.replayOf());
        }
    }

    /** What is in a sealed chunk, under its own name. */
    record PlainView(String name, long bytes, String adler32, String sha256) {
        static @Nullable PlainView of(ChunkEntry chunk) {
            var plain = chunk.plain();
            return plain == null
                    ? null
                    : new PlainView(
                            new SealedName(chunk.did()).plain().name(),
                            plain.bytes(),
                            plain.adler32().hex(),
                            plain.sha256().hex());
        }
    }

    @GetMapping(produces = MediaType.APPLICATION_NDJSON_VALUE)
    ResponseEntity<StreamingResponseBody> chunks(@Nullable Authentication caller, @RequestParam String run) {
        var stream = streams.ofRun(run);
        // Decided by the name alone, before anybody looks whether there is such a run.
        if (stream.isEmpty() || !gate.mayRead(caller, stream.get().dataset(tag(stream.get(), run), 0))) {
            gate.requireAnySight(caller);
            throw stream.isEmpty() ? new UnknownRun(run) : Gate.denied();
        }
        if (journal.lastGps(run).isEmpty()) {
            throw new UnknownRun(run);
        }
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_NDJSON).body(output -> write(caller, run, output));
    }

    private static @Nullable String tag(Stream stream, String run) {
        return run.equals(stream.liveRun()) ? null : run.substring(stream.id().length() + 1);
    }

    private void write(@Nullable Authentication caller, String run, OutputStream output) throws IOException {
        var buffered = new BufferedOutputStream(output, 1 << 16);
        try {
            journal.forEach(run, chunk -> {
                if (gate.mayRead(caller, chunk.did())) {
                    writeLine(buffered, chunk);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        buffered.flush();
    }

    private void writeLine(OutputStream output, ChunkEntry chunk) {
        try {
            output.write(json.writeValueAsBytes(ChunkView.of(chunk)));
            output.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Routes that a caller without a token may reach. */
    @Configuration(proxyBeanMethods = false)
    static class Routes {
        @Bean
        PublicRoutes chunksMayBePublic() {
            return PublicRoutes.of("/v1/chunks");
        }
    }
}
