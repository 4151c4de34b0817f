package org.strainlake.notification;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.event.FilePayload;
import org.strainlake.token.TestIssuer;
import org.strainlake.token.TokenContract;

/** Which token opens what is told of a file. */
class TokensIT extends TokenContract {
    private static final TestIssuer ISSUER = new TestIssuer();

    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        var surroundings = Surroundings.get();
        service = surroundings.start(Map.of(
                "strainlake.experiments.tokens.scopes", "O4,O4-other,o4,aXb,O5,public",
                "strainlake.experiments.tokens.base-path", "/virgo",
                "strainlake.experiments.tokens.readers", "/virgo",
                "strainlake.experiments.tokens.public-datasets", "public:*",
                "strainlake.token.resource.audiences", TestIssuer.AUDIENCE,
                "strainlake.token.resource.issuers[0].issuer", TestIssuer.ISSUER,
                "strainlake.token.resource.issuers[0].jwks-uri", ISSUER.jwksUri(),
                "strainlake.token.resource.issuers[0].base-path", "/virgo"));
        var token = ISSUER.memberToken(Instant.now(), "/virgo");
        try (var http = HttpClient.newHttpClient()) {
            for (var scope : List.of("O4", "O4-other", "o4", "aXb", "public")) {
                surroundings.announce(stored(scope));
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
    static void stop() {
        service.close();
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
        return Instant.now();
    }

    @Override
    protected String route(String scope) {
        return read(scope);
    }

    private static int localPort() {
        return Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private static String read(String scope) {
        return "/v1/files/" + scope + "/f";
    }

    private static FeedEvent stored(String scope) {
        return FeedCodec.ofFile(
                EventType.CHUNK_STORED,
                FeedEvent.Source.ANNOUNCED,
                Instant.parse("2026-11-23T07:09:07.741Z"),
                "tokens",
                !scope.equals("public"),
                new FilePayload(
                        scope,
                        "f",
                        scope,
                        "dataset",
                        "CERN-PROMPT",
                        null,
                        3,
                        new Adler32Checksum("0badc0de"),
                        null,
                        null,
                        null),
                0,
                null);
    }
}
