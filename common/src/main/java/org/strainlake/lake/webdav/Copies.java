package org.strainlake.lake.webdav;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.OutsideBusy;
import org.strainlake.lake.ByteRange;
import org.strainlake.lake.FetchResult;
import org.strainlake.lake.StoreResult;
import org.strainlake.lake.webdav.Markers.Ending;
import org.strainlake.lake.webdav.WebDavClient.Call;

/**
 * Third-party copies in pull mode: the destination is sent a COPY and gets the file itself, with a token of ours for
 * the source. XRootD 5.5 makes no directories, says 400 where one is missing, and leaves an empty file when it fails.
 */
final class Copies {
    /** Markers come every five seconds or so, and a storage may be slow to begin. */
    private static final int TIMEOUTS_BETWEEN_MARKERS = 12;

    private static final Pattern NOT_ALLOWED = Pattern.compile("\\b40[13]\\b");

    private final WebDavStorage storage;
    private final WebDavClient client;
    private final Transfers transfers;
    private final Wreckage wreckage;
    private final StorageProperties settings;

    Copies(
            WebDavStorage storage,
            WebDavClient client,
            Transfers transfers,
            Wreckage wreckage,
            StorageProperties settings) {
        this.storage = storage;
        this.client = client;
        this.transfers = transfers;
        this.wreckage = wreckage;
        this.settings = settings;
    }

    /** As {@link org.strainlake.lake.Storage#copy}; what fails on the way is thrown. */
    StoreResult copy(URI from, URI to) throws IOException {
        var shown = storage.head(from);
        if (shown.isEmpty()) {
            return nothingAt(from);
        }
        var adler32 = shown.get().adler32();
        if (adler32.isEmpty()) {
            adler32 = transfers.sum(from, settings.readScope());
            if (adler32.isEmpty()) {
                return nothingAt(from);
            }
        }
        var place = new Place(
                storage, wreckage, to, new Source(transfers, from, shown.get().bytes(), adler32.get()));
        var settled = place.settle();
        return settled.isPresent() ? settled.get() : new Attempt(from, to, place).copy();
    }

    private static StoreResult nothingAt(URI from) {
        return new StoreResult.Refused(WebDavClient.told(from) + " is not there to be copied");
    }

    /** One COPY of one file to a name that was seen empty. */
    private final class Attempt {
        private final URI from;
        private final URI to;
        private final Place place;

        private Attempt(URI from, URI to, Place place) {
            this.from = from;
            this.to = to;
            this.place = place;
        }

        private StoreResult copy() throws IOException {
            var token = client.token(from, settings.readScope());
            var call = call(token);
            boolean isParentMade = false;
            while (true) {
                boolean isAnswered = false;
                try (var reached = client.send(to, call)) {
                    isAnswered = true;
                    int status = reached.status();
                    if (reached.answer().isSuccess()) {
                        return ended(endingOf(reached), token);
                    }
                    if (status == 401) {
                        // The token was good for the HEAD before: XRootD means the right, others say 403.
                        throw new StorageRefusal(403, "COPY to " + WebDavClient.told(to) + " answered 401");
                    }
                    if (status == 412) {
                        return place.settle()
                                .orElseGet(() -> new StoreResult.Busy(
                                        OutsideBusy.shortPause(),
                                        WebDavClient.told(to) + " was there when it was to be copied to"));
                    }
                    if ((status != 400 && status != 404 && status != 409) || isParentMade) {
                        throw client.failure(to, call, reached.answer());
                    }
                } finally {
                    if (!isAnswered) {
                        wreckage.remember(to);
                    }
                }
                new Parents(client, settings).make(to);
                isParentMade = true;
            }
        }

        private Call call(Optional<String> token) {
            var patience = settings.timeout().multipliedBy(TIMEOUTS_BETWEEN_MARKERS);
            return new Call(
                    "COPY",
                    settings.writeScope(),
                    List.of(
                            "Source",
                            from.toASCIIString(),
                            "Overwrite",
                            "F",
                            "Credential",
                            "none",
                            "RequireChecksumVerification",
                            "false"),
                    token.map(text -> List.of("TransferHeaderAuthorization", "Bearer " + text))
                            .orElseGet(List::of),
                    BodyPublishers::noBody,
                    false,
                    patience,
                    patience);
        }

        private Ending endingOf(Reached reached) throws IOException {
            boolean isTold = false;
            try (var body = reached.answer().body()) {
                var ending = Markers.read(body);
                isTold = true;
                return ending;
            } finally {
                if (!isTold) {
                    wreckage.remember(to);
                }
            }
        }

        private StoreResult ended(Ending ending, Optional<String> token) throws IOException {
            return switch (ending) {
                case Ending.Success(), Ending.Untold() -> place.confirm("COPY", Optional.empty());
                case Ending.Failure(var reason) -> {
                    String told = "COPY to " + WebDavClient.told(to) + " ended with " + reason;
                    var result = place.confirm("COPY", Optional.of(told));
                    boolean isFinal = result instanceof StoreResult.Busy
                            && NOT_ALLOWED.matcher(reason).find()
                            && !client.renews(from, settings.readScope(), token);
                    yield isFinal ? new StoreResult.Refused(told) : result;
                }
            };
        }
    }

    /** A file that a storage shows. */
    private record Source(Transfers transfers, URI url, long bytes, Adler32Checksum adler32) implements Place.Wanted {
        @Override
        public Adler32Checksum sumOfFirst(long count) throws IOException {
            if (count == 0) {
                return Adler32Checksum.of(new byte[0]);
            }
            return switch (transfers.get(url, new ByteRange(0, count), OutputStream.nullOutputStream())) {
                case FetchResult.Fetched(long ignored, var sum) -> sum;
                case FetchResult.NotVisible() -> throw new IOException(WebDavClient.told(url) + " is gone");
                case FetchResult.Busy(Duration pause, var reason) -> throw new OutsideBusy(pause, reason);
                case FetchResult.Refused(var reason) -> throw new StorageRefusal(403, reason);
            };
        }
    }
}
