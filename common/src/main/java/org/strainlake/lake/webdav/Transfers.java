package org.strainlake.lake.webdav;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.Answer;
import org.strainlake.http.OutsideBusy;
import org.strainlake.lake.ByteRange;
import org.strainlake.lake.FetchResult;
import org.strainlake.lake.webdav.WebDavClient.Call;

/** Gets bytes from a storage in constant memory and sums them on the way. */
final class Transfers {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    private final WebDavClient client;
    private final StorageProperties settings;

    Transfers(WebDavClient client, StorageProperties settings) {
        this.client = client;
        this.settings = settings;
    }

    /** As {@link org.strainlake.lake.Storage#get}. */
    FetchResult get(URI url, @Nullable ByteRange range, OutputStream sink) throws IOException {
        // No Want-Digest: XRootD answers it with 500 where there is no file, and what comes is summed here anyway.
        var call = range == null
                ? client.call("GET", settings.readScope())
                : client.call(
                        "GET",
                        settings.readScope(),
                        "Range",
                        "bytes=" + range.offset() + "-" + Math.addExact(range.offset(), range.length() - 1));
        Reached reached;
        try {
            reached = client.send(url, call);
        } catch (IOException failed) {
            return range == null || failed instanceof OutsideBusy
                    ? busy(failed)
                    : getToTheEnd(url, range, sink, failed);
        }
        // Half-read bodies are dropped with their connection: an answer's own close would read on.
        try (var body = reached.answer().body()) {
            return switch (reached.status()) {
                case 200 ->
                    range == null
                            ? received(body, Long.MAX_VALUE, 0, reached, sink)
                            : received(body, range.length(), range.offset(), reached, sink);
                case 206 -> part(url, body, range, reached, sink);
                case 404, 410, 416 -> {
                    reached.close();
                    yield new FetchResult.NotVisible();
                }
                case 401, 403 -> {
                    reached.close();
                    yield new FetchResult.Refused(refusal(url, call, reached.answer()));
                }
                default -> {
                    reached.close();
                    yield busy(client.failure(url, call, reached.answer()));
                }
            };
        }
    }

    /**
     * XRootD promises what lies beyond the file's end as well, and breaks off so soon that its answer may be lost: where
     * the range is such a one, what there is of it is got.
     */
    private FetchResult getToTheEnd(URI url, ByteRange range, OutputStream sink, IOException failed)
            throws IOException {
        OptionalLong size;
        try (var reached = client.send(url, client.call("HEAD", settings.readScope()))) {
            size = reached.status() == 200
                    ? reached.answer().headers().firstValueAsLong("Content-Length")
                    : OptionalLong.empty();
        } catch (IOException failedAgain) {
            failed.addSuppressed(failedAgain);
            size = OptionalLong.empty();
        }
        return size.isPresent() && range.offset() + range.length() > size.getAsLong()
                ? getUpTo(size.getAsLong(), url, range, sink)
                : busy(failed);
    }

    private FetchResult getUpTo(long size, URI url, ByteRange range, OutputStream sink) throws IOException {
        return range.offset() >= size
                ? new FetchResult.NotVisible()
                : get(url, new ByteRange(range.offset(), size - range.offset()), sink);
    }

    /** The sum over all bytes of a file, where the storage gives none; empty if it does not show the file. */
    Optional<Adler32Checksum> sum(URI url, String scope) throws IOException {
        var call = client.call("GET", scope);
        var reached = client.send(url, call);
        try (var body = reached.answer().body()) {
            if (reached.status() == 404 || reached.status() == 410) {
                reached.close();
                return Optional.empty();
            }
            if (reached.status() != 200) {
                reached.close();
                throw client.failure(url, call, reached.answer());
            }
            return Optional.of(Adler32Checksum.of(body));
        }
    }

    private FetchResult part(URI url, InputStream body, @Nullable ByteRange range, Reached reached, OutputStream sink)
            throws IOException {
        if (range == null) {
            return busy(new IOException("a part was sent where the whole was asked for"));
        }
        var sent = CONTENT_RANGE.matcher(
                reached.answer().header("Content-Range").orElse("").strip());
        boolean isWanted = sent.matches()
                && Long.parseLong(sent.group(1)) == range.offset()
                && Long.parseLong(sent.group(2)) < range.offset() + range.length();
        if (!isWanted) {
            return busy(new IOException("another part was sent than was asked for"));
        }
        if (sent.group(3).equals("*")) {
            return received(body, range.length(), 0, reached, sink);
        }
        long size = Long.parseLong(sent.group(3));
        if (Long.parseLong(sent.group(2)) >= size) {
            body.close();
            return getUpTo(size, url, range, sink);
        }
        return received(body, Math.min(range.length(), size - range.offset()), 0, reached, sink);
    }

    private static FetchResult received(
            InputStream body, long wanted, long unwanted, Reached reached, OutputStream sink) throws IOException {
        var sum = new Adler32();
        long bytes = 0;
        try {
            body.skipNBytes(unwanted);
        } catch (EOFException beyondTheEnd) {
            return new FetchResult.NotVisible();
        } catch (IOException failed) {
            return busy(failed);
        }
        var buffer = new byte[bufferSize(reached.answer())];
        while (bytes < wanted) {
            int count;
            try {
                count = body.read(buffer, 0, (int) Math.min(buffer.length, wanted - bytes));
            } catch (IOException failed) {
                return busy(failed);
            }
            if (count < 0) {
                break;
            }
            sum.update(buffer, 0, count);
            sink.write(buffer, 0, count);
            bytes += count;
        }
        if (reached.status() == 206) {
            // Nothing is left of the part but its end; seen, it frees the connection.
            reached.close();
        }
        boolean isBeyondTheEnd = bytes == 0 && wanted != Long.MAX_VALUE;
        return isBeyondTheEnd ? new FetchResult.NotVisible() : new FetchResult.Fetched(bytes, Adler32Checksum.of(sum));
    }

    private static int bufferSize(Answer answer) {
        // One byte more than the body, so that its end is seen, and its connection kept.
        long bytes = answer.headers().firstValueAsLong("Content-Length").orElse(BUFFER_BYTES);
        return (int) Math.min(BUFFER_BYTES, Math.max(1024, bytes + 1));
    }

    private String refusal(URI url, Call call, Answer answer) {
        return OutsideBusy.reasonOf(client.failure(url, call, answer));
    }

    private static FetchResult busy(IOException failed) {
        return new FetchResult.Busy(OutsideBusy.pauseAfter(failed), OutsideBusy.reasonOf(failed));
    }
}
