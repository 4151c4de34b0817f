package org.strainlake.lake.webdav;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.FakeServer;
import org.strainlake.http.FakeServer.Asked;
import org.strainlake.http.FakeServer.Reply;

/** A storage in memory, with the habits of StoRM or XRootD, and one fault at a time. */
final class FakeStorage implements FakeServer.Script {
    final Map<String, byte[]> files = new ConcurrentHashMap<>();
    boolean honoursIfNoneMatch = true;
    boolean givesDigests = true;
    int stored = 201;
    private FakeServer.Script fault = asked -> null;

    /** What happens instead, once or always; null from it means that nothing is wrong. */
    void fault(FakeServer.Script next) {
        fault = next;
    }

    @Override
    public Reply answer(Asked asked) throws IOException, InterruptedException {
        var wrong = fault.answer(asked);
        return wrong != null ? wrong : answerRightly(asked);
    }

    Reply answerRightly(Asked asked) {
        byte[] file = files.get(asked.path());
        return switch (asked.method()) {
            case "PUT" -> {
                if (honoursIfNoneMatch && file != null && "*".equals(asked.header("If-None-Match"))) {
                    yield Reply.of(412);
                }
                files.put(asked.path(), asked.body());
                yield Reply.of(stored);
            }
            case "HEAD" -> file == null ? Reply.of(404) : digested(Reply.of(200, file), file);
            case "GET" -> {
                if (file == null) {
                    yield Reply.of(404);
                }
                String range = asked.header("Range");
                if (range.isEmpty()) {
                    yield digested(Reply.of(200, file), file);
                }
                String[] ends = range.substring("bytes=".length()).split("-", -1);
                int from = Integer.parseInt(ends[0]);
                int to = Math.min(file.length - 1, Integer.parseInt(ends[1]));
                yield digested(Reply.of(206, Arrays.copyOfRange(file, from, to + 1)), file)
                        .with("Content-Range", "bytes " + from + "-" + to + "/" + file.length);
            }
            case "DELETE" -> Reply.of(files.remove(asked.path()) == null ? 404 : 200);
            default -> Reply.of(501);
        };
    }

    private Reply digested(Reply reply, byte[] file) {
        return givesDigests ? reply.with("Digest", "adler32=" + Adler32Checksum.of(file)) : reply;
    }
}
