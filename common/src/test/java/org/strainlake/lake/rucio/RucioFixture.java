package org.strainlake.lake.rucio;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.strainlake.http.FakeServer;
import org.strainlake.http.FakeServer.Asked;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.http.HttpProperties;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.Peer;
import org.strainlake.http.SetClock;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.webdav.FakeTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Rucio that answers what a test lays ready for each call, and 501 to all others. */
abstract class RucioFixture {
    static final DataIdentifier DATASET = new DataIdentifier("virgo", "V1.hoft");
    static final DataIdentifier FILE = new DataIdentifier("virgo", "V-V1_HoftOnline_fb40f4-1400000000-1.gwf");

    private final Map<String, Queue<Reply>> laidReady = new HashMap<>();
    final FakeServer server = new FakeServer(this::answer);
    final FakeTokens tokens = new FakeTokens();
    final SetClock clock = new SetClock();
    final OutboundHttp http = OutboundHttp.of(new HttpProperties(Duration.ofSeconds(2), null));
    final RucioCatalogue catalogue = new RucioCatalogue(settings(null), rucio(), tokens, clock);

    RucioFixture() throws IOException {}

    @AfterEach
    void end() {
        server.close();
        http.close();
    }

    final RucioProperties settings(RucioProperties.UserPass userPass) {
        return new RucioProperties(server.url("/"), "rucio", "openid profile", Duration.ofSeconds(5), userPass);
    }

    final Peer rucio() {
        return new Peer(http, CircuitBreakerRegistry.ofDefaults(), "rucio", RucioErrors::isIll);
    }

    /** Lays answers ready, one after the other; the last is given for ever. */
    final void on(String call, Reply... replies) {
        synchronized (laidReady) {
            laidReady.put(call, new ArrayDeque<>(List.of(replies)));
        }
    }

    private Reply answer(Asked asked) {
        synchronized (laidReady) {
            var replies = laidReady.get(asked.toString());
            if (replies == null) {
                return Reply.of(501, "not laid ready: " + asked);
            }
            var reply = replies.size() > 1 ? replies.remove() : replies.element();
            return asRucio(reply);
        }
    }

    /** With the type that Rucio gives an answer, where the test gives none. */
    static Reply asRucio(Reply reply) {
        return reply.status() == 200 && !reply.headers().containsKey("Content-Type")
                ? reply.with("Content-Type", "application/x-json-stream")
                : reply;
    }

    final JsonNode sent(int number) {
        return JsonMapper.shared().readTree(server.asked().get(number).text());
    }

    /** An error as Rucio gives it. */
    static Reply error(int status, String exceptionClass) {
        return Reply.of(status, "{\"ExceptionClass\": \"" + exceptionClass + "\", \"ExceptionMessage\": \"in full\"}")
                .with("ExceptionClass", exceptionClass)
                .with("ExceptionMessage", "cut...");
    }

    static Reply created() {
        return Reply.of(201, "Created").with("Content-Type", "text/html; charset=utf-8");
    }

    static Reply meta(DataIdentifier did, long bytes, String adler32) {
        return Reply.of(200, metaLine(did, bytes, adler32));
    }

    static String metaLine(DataIdentifier did, long bytes, String adler32) {
        return "{\"scope\": \"" + did.scope() + "\", \"name\": \"" + did.name() + "\", \"bytes\": " + bytes
                + ", \"adler32\": \"" + adler32 + "\", \"did_type\": \"FILE\", \"md5\": null}\n";
    }
}
