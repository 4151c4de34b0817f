package org.strainlake.rehearsal.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.local.Lacking;

/** Whether a part of a lake that cannot be used is found before anything is started, and named. */
class LakeAccessTest {
    private static final String JSON = "application/json";

    @TempDir
    Path directory;

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private String url = "";

    LakeAccessTest() throws IOException {}

    @BeforeEach
    void start() {
        url = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                var reply = replies.getOrDefault(exchange.getRequestURI().getPath(), new Reply(500, JSON, "{}"));
                var body = reply.body().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", reply.type());
                exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        replies.put("/ping", new Reply(200, JSON, "{\"version\": \"41.5.1\"}"));
        replies.put("/token", new Reply(200, JSON, "{\"access_token\": \"t\", \"expires_in\": 3600}"));
        replies.put("/rses/CERN-PROMPT", new Reply(200, JSON, """
                {"deterministic": true, "lfn2pfn_algorithm": "hash", "protocols": [{"scheme": "http", "hostname":
                "127.0.0.1", "port": PORT, "prefix": "/storage/", "domains": {"wan": {"read": 1, "write": 1}}}]}""".replace(
                        "PORT", String.valueOf(server.getAddress().getPort()))));
        replies.put("/rses/CERN-PROMPT/attr/", new Reply(200, JSON, "{}"));
        replies.put(
                "/rses/CERN-PROMPT/lfns2pfns",
                new Reply(200, JSON, "{\"virgo:rehearsal-looks-whether-storage-answers\": \"" + url + "/storage/x\"}"));
        replies.put("/storage/x", new Reply(404, JSON, ""));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aRucioThatDoesNotListenIsNamed() throws IOException {
        server.stop(0);

        assertThatThrownBy(() -> access().check())
                .isInstanceOf(Lacking.class)
                .hasMessageStartingWith("Rucio at " + url + "/ cannot be used");
    }

    @Test
    void aPageInRuciosPlaceIsNoRucio() {
        replies.put("/ping", new Reply(200, "text/html", "<html><title>Welcome to nginx!</title></html>"));

        assertThatThrownBy(() -> access().check())
                .isInstanceOf(Lacking.class)
                .hasMessageStartingWith("Rucio at ")
                .hasMessageContaining("Welcome to nginx!");
    }

    @Test
    void anIssuerThatRefusesIsNamed() {
        replies.put("/token", new Reply(401, JSON, "{\"error\": \"invalid_client\"}"));

        assertThatThrownBy(() -> access().check())
                .isInstanceOf(Lacking.class)
                .hasMessageStartingWith("the issuer at " + url + "/token cannot be used")
                .hasMessageContaining("invalid_client");
    }

    @Test
    void anElementThatRucioDoesNotKnowIsNamed() {
        replies.put(
                "/rses/CERN-PROMPT",
                new Reply(404, JSON, "{\"ExceptionClass\": \"RSENotFound\", \"ExceptionMessage\": \"no such RSE\"}"));

        assertThatThrownBy(() -> access().check())
                .isInstanceOf(Lacking.class)
                .hasMessage("storage CERN-PROMPT in Rucio's list cannot be used: RSENotFound: no such RSE");
    }

    @Test
    void aStorageThatRefusesIsNamed() {
        replies.put("/storage/x", new Reply(403, JSON, ""));

        assertThatThrownBy(() -> access().check())
                .isInstanceOf(Lacking.class)
                .hasMessageStartingWith("storage CERN-PROMPT at " + url + "/storage/x cannot be used");
    }

    @Test
    void aBrokerThatDoesNotListenIsNamedLast() throws IOException {
        assertThatThrownBy(() -> access().check())
                .isInstanceOf(Lacking.class)
                .hasMessageStartingWith("the broker at tcp://127.0.0.1:")
                .hasMessageContaining("cannot be used");
    }

    @Test
    void aRoleThatTheLakeHasNoClientForIsNamed() throws IOException {
        assertThatThrownBy(() -> access().tokens("operator")).hasMessage("testbed has no client for operator");
        assertThat(access().tokens("uploader").token("rucio", "openid")).isEqualTo("t");
    }

    private LakeAccess access() throws IOException {
        int closed;
        try (var port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = port.getLocalPort();
        }
        var text = LakeFileTest.lakeFile(Files.writeString(directory.resolve("secret"), "s"))
                .replaceAll("ca-file: .*\n", "")
                .replace("https://localhost:24443", url)
                .replace("https://localhost:24444/token", url + "/token")
                .replace("tcp://127.0.0.1:61616", "tcp://127.0.0.1:" + closed);
        return new LakeAccess(LakeFile.parse(directory.resolve("lake.yml"), text, null));
    }

    private record Reply(int status, String type, String body) {}
}
