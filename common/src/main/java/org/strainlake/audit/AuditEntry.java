package org.strainlake.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.strainlake.chunkfile.ChunkName;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.time.GpsInterval;

/**
 * Something that was done or refused. Texts are cut to their column's length, control characters become U+FFFD, and what
 * looks like a token is taken out, so that callers may pass what others sent.
 *
 * @param time when, by this service's clock
 * @param what what it was
 * @param caller whose token it was; {@link Caller#NOBODY} without a token that was found good
 * @param from address of the peer
 * @param experiment whose data; null if that is not known
 * @param name the file's or dataset's DID; null if it is about none
 * @param request by which call
 * @param status of the answer
 * @param reason in a few words; null if the rest says all
 */
public record AuditEntry(
        Instant time,
        What what,
        Caller caller,
        @Nullable String from,
        @Nullable String experiment,
        @Nullable DataIdentifier name,
        Request request,
        int status,
        @Nullable String reason) {
    private static final int LONGEST_ADDRESS = 64;
    private static final int LONGEST_EXPERIMENT = 100;
    private static final int LONGEST_TEXT = 255;
    private static final int LONGEST_PATH = 512;
    private static final int LONGEST_METHOD = 16;
    private static final Pattern TOKEN = Pattern.compile("eyJ[\\w.-]*");
    private static final Pattern HARMFUL = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
    private static final String SEALED = ".sealed";

    public AuditEntry {
        from = clean(from, LONGEST_ADDRESS);
        experiment = clean(experiment, LONGEST_EXPERIMENT);
        reason = clean(reason, LONGEST_TEXT);
    }

    /** The GPS time that the name says it covers; empty if it says nothing. */
    public Optional<GpsInterval> gps() {
        if (name == null) {
            return Optional.empty();
        }
        var file = name.name().substring(name.name().lastIndexOf('/') + 1);
        var plain = file.endsWith(SEALED) ? file.substring(0, file.length() - SEALED.length()) : file;
        return ChunkName.tryParse(plain).map(ChunkName::interval);
    }

    private static @Nullable String clean(@Nullable String text, int longest) {
        if (text == null) {
            return null;
        }
        // Tokens first: a cut one would still be most of a token.
        var bounded = text.substring(0, Math.min(text.length(), 64 * longest));
        var open = TOKEN.matcher(bounded).replaceAll("(token)");
        return HARMFUL.matcher(open.substring(0, Math.min(open.length(), longest)))
                .replaceAll("\uFFFD");
    }

    /** What is written down. */
    public enum What {
        /** Proprietary bytes were asked for and allowed; the answer follows this entry. */
        READ,
        /** A stream of proprietary events was opened. */
        STREAM_OPENED,
        /** A call was answered with 401 or 403, or with 400 for its path. */
        REFUSED,
        /** An embargo was set, changed, held or lifted early. */
        EMBARGO_CHANGED,
        /** The key of sealed data was given to somebody. */
        KEY_DISCLOSED,
        /** Data became public. */
        RELEASED,
        /** The trail was read. */
        TRAIL_READ,
        /** Refusals could not be written; the reason says how many. */
        REFUSALS_LOST
    }

    /**
     * Whose token it was.
     *
     * @param issuer {@code iss}
     * @param subject {@code sub}
     * @param client {@code client_id}
     * @param tokenId {@code jti}
     */
    public record Caller(
            @Nullable String issuer,
            @Nullable String subject,
            @Nullable String client,
            @Nullable String tokenId) {
        /** Without a token, or with one that was refused. */
        public static final Caller NOBODY = new Caller(null, null, null, null);

        public Caller {
            issuer = clean(issuer, LONGEST_TEXT);
            subject = clean(subject, LONGEST_TEXT);
            client = clean(client, LONGEST_TEXT);
            tokenId = clean(tokenId, LONGEST_TEXT);
        }
    }

    /**
     * A call, without its query.
     *
     * @param route pattern of the route; null where none was reached
     * @param path as it came, not decoded
     */
    public record Request(
            @Nullable String method,
            @Nullable String route,
            @Nullable String path) {
        /** Nobody called: the service did it by itself. */
        public static final Request NONE = new Request(null, null, null);

        public Request {
            method = clean(method, LONGEST_METHOD);
            route = clean(route, LONGEST_TEXT);
            path = clean(path, LONGEST_PATH);
        }
    }
}
