package org.strainlake.rehearsal.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * When a run began and ended, by the book's own stamps.
 *
 * @param firstCreated the first chunk created
 * @param firstDelivered the first chunk delivered
 * @param lastDelivered the last chunk delivered
 * @param firstStored the first chunk stored
 * @param lastAttached the last chunk attached
 * @param attached how many chunks were attached
 */
record Times(
        Optional<Instant> firstCreated,
        Optional<Instant> firstDelivered,
        Optional<Instant> lastDelivered,
        Optional<Instant> firstStored,
        Optional<Instant> lastAttached,
        long attached) {

    /**
     * Reads the stamps of all lines.
     *
     * @param lines the book's lines as NDJSON
     */
    static Times of(Path lines) throws IOException {
        var json = JsonMapper.builder().build();
        @Nullable Instant firstCreated = null;
        @Nullable Instant firstDelivered = null;
        @Nullable Instant lastDelivered = null;
        @Nullable Instant firstStored = null;
        @Nullable Instant lastAttached = null;
        long attachments = 0;
        try (var reader = Files.newBufferedReader(lines)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.isBlank()) {
                    continue;
                }
                var chunk = json.readTree(line);
                var created = stamp(chunk, "created");
                var delivered = stamp(chunk, "delivered");
                if (created != null && (firstCreated == null || created.isBefore(firstCreated))) {
                    firstCreated = created;
                }
                if (delivered != null && (firstDelivered == null || delivered.isBefore(firstDelivered))) {
                    firstDelivered = delivered;
                }
                var stored = stamp(chunk, "stored");
                var attached = stamp(chunk, "attached");
                if (stored != null && (firstStored == null || stored.isBefore(firstStored))) {
                    firstStored = stored;
                }
                if (attached != null) {
                    attachments++;
                    lastAttached = lastAttached == null || attached.isAfter(lastAttached) ? attached : lastAttached;
                }
                if (delivered != null && (lastDelivered == null || delivered.isAfter(lastDelivered))) {
                    lastDelivered = delivered;
                }
            }
        }
        return new Times(
                Optional.ofNullable(firstCreated),
                Optional.ofNullable(firstDelivered),
                Optional.ofNullable(lastDelivered),
                Optional.ofNullable(firstStored),
                Optional.ofNullable(lastAttached),
                attachments);
    }

    /** From the first chunk created to the last one delivered; zero if none was. */
    Duration duration() {
        return firstCreated.isPresent() && lastDelivered.isPresent()
                ? Duration.between(firstCreated.get(), lastDelivered.get())
                : Duration.ZERO;
    }

    /** Files attached in a second, from the first chunk stored to the last one attached; 0 if none was. */
    double attachedPerSecond() {
        if (firstStored.isEmpty() || lastAttached.isEmpty()) {
            return 0;
        }
        var took = Duration.between(firstStored.get(), lastAttached.get());
        return took.isPositive() ? attached / (took.toNanos() / 1e9) : 0;
    }

    private static @Nullable Instant stamp(JsonNode chunk, String stage) {
        var stamp = chunk.path(stage);
        return stamp.isString() ? Instant.parse(stamp.asString()) : null;
    }
}
