package org.strainlake.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What a server answered. The body must be read to its end or closed; read to its end, the connection is
 * used again.
 *
 * @param status status code
 * @param headers its headers
 * @param body its body, whose reader never waits longer for the next bytes than the call allowed
 */
public record Answer(int status, HttpHeaders headers, InputStream body) implements Closeable {
    /** So much of an unwanted body is read to keep the connection; beyond it the connection is dropped. */
    private static final int DRAINED_BYTES = 64 * 1024;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Whether the server did what was asked. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /**
     * The body as text.
     *
     * @throws IOException if it cannot be read or is longer than {@code limitBytes}
     */
    public String text(int limitBytes) throws IOException {
        try (body) {
            byte[] bytes = body.readNBytes(limitBytes + 1);
            if (bytes.length > limitBytes) {
                throw new IOException("an answer of more than " + limitBytes + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** How long the server asks to be left alone: {@code Retry-After} in seconds or as a date, 5 minutes at most. */
    public Optional<Duration> retryAfter(Instant now) {
        return header("Retry-After").flatMap(text -> pause(text.strip(), now)).map(pause -> {
            Duration positive = pause.isNegative() ? Duration.ZERO : pause;
            return positive.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : positive;
        });
    }

    private static Optional<Duration> pause(String text, Instant now) {
        try {
            return Optional.of(
                    text.chars().allMatch(Character::isDigit)
                            ? Duration.ofSeconds(Long.parseLong(text))
                            : Duration.between(now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)));
        } catch (NumberFormatException | DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }

    /** Reads a short rest, so that the connection is used again, and ends the answer. */
    @Override
    public void close() {
        try (body) {
            long rest = DRAINED_BYTES;
            while (rest > 0) {
                long skipped = body.skip(rest);
                if (skipped <= 0) {
                    break;
                }
                rest -= skipped;
            }
        } catch (IOException brokenConnection) {
            // What was wanted has been read; a connection that broke since is not used again anyway.
            assert body != null : brokenConnection;
        }
    }
}
