package org.strainlake.downloader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.event.FilePayload;
import org.strainlake.token.TestIssuer;
import org.strainlake.token.TokenContract;

/** Which token opens a delivered chunk. */
class TokensIT extends TokenContract {
    private static final TestIssuer ISSUER = new TestIssuer();

    private static Site site;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        site = Site.start(directory);
        var lake = new FakeLake();
        service = site.service(
                lake,
                "--strainlake.experiments.virgo.scopes=O4,O4-other,o4,aXb,O5,public",
                "--strainlake.experiments.virgo.base-path=/virgo",
                "--strainlake.experiments.virgo.public-datasets=public:*",
                "--strainlake.token.resource.audiences=" + TestIssuer.AUDIENCE,
                "--strainlake.token.resource.issuers[0].issuer=" + TestIssuer.ISSUER,
                "--strainlake.token.resource.issuers[0].jwks-uri=" + ISSUER.jwksUri(),
                "--strainlake.token.resource.issuers[0].base-path=/virgo",
                "--strainlake.follows.low-latency.datasets=*:dataset");
        var token = ISSUER.memberToken(Site.now(), "/virgo");
        try (var http = HttpClient.newHttpClient()) {
            for (var scope : List.of("O4", "O4-other", "o4", "aXb", "public")) {
                lake.show(url(scope), bytes(scope));
                site.publish(stored(scope));
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + localPort() + read(scope)))
                        .header("Authorization", "Bearer " + token)
                        .build();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> http.send(request, HttpResponse.BodyHandlers.discarding())
                                        .statusCode()
                                == 200);
            }
        }
    }

    @AfterAll
    static void stop() throws IOException {
        service.close();
        site.close();
        ISSUER.close();
    }

    @Override
    protected int port() {
        return localPort();
    }

    @Override
    protected TestIssuer issuer() {
        return ISSUER;
    }

    @Override
    protected Instant now() {
        return Site.now();
    }

    @Override
    protected String route(String scope) {
        return read(scope);
    }

    private static int localPort() {
        return Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private static String read(String scope) {
        return "/v1/chunks/" + scope + "/" + name(scope);
    }

    /** The sink is one directory: each scope's file has a name of its own. */
    private static String name(String scope) {
        return "f-" + scope + ".h5";
    }

    private static byte[] bytes(String scope) {
        return scope.getBytes(UTF_8);
    }

    private static URI url(String scope) {
        return URI.create("http://storage.example/" + scope + "/" + name(scope));
    }

    private static FeedEvent stored(String scope) {
        return FeedCodec.ofFile(
                EventType.CHUNK_STORED,
                FeedEvent.Source.ANNOUNCED,
                Site.now(),
                "virgo",
                !scope.equals("public"),
                new FilePayload(
                        scope,
                        name(scope),
                        scope,
                        "dataset",
                        "CERN-PROMPT",
                        url(scope),
                        bytes(scope).length,
                        Adler32Checksum.of(bytes(scope)),
                        null,
                        null,
                        null),
                0,
                null);
    }
}
