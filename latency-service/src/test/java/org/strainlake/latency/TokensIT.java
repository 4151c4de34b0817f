package org.strainlake.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.journey.JourneyRecord.RunPlanned;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.TestIssuer;
import org.strainlake.token.TokenContract;

/** Which token opens the book of a run. */
class TokensIT extends TokenContract {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private static LatencyServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        SetClock.NOW.set(NOW);
        server = new LatencyServer(
                directory,
                "--strainlake.experiments.virgo.scopes=O4,O4-other,o4,aXb,O5,public",
                "--strainlake.experiments.virgo.base-path=/virgo",
                "--strainlake.experiments.virgo.readers=/virgo",
                "--strainlake.experiments.virgo.public-datasets=public:*",
                "--strainlake.token.resource.issuers[0].base-path=/virgo");
        var scopes = List.of("O4", "O4-other", "o4", "aXb", "public");
        server.send(scopes.stream().map(TokensIT::planned).toList());
        for (var scope : scopes) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(server.get(book(scope), "reader").statusCode())
                                    .isEqualTo(200));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    protected int port() {
        return server.port();
    }

    @Override
    protected TestIssuer issuer() {
        return server.issuer();
    }

    @Override
    protected Instant now() {
        return NOW;
    }

    @Override
    protected String route(String scope) {
        return book(scope);
    }

    private static String book(String scope) {
        return "/v1/books/" + scope + ".live";
    }

    private static RunPlanned planned(String scope) {
        return new RunPlanned(
                scope + ".live",
                scope,
                "virgo",
                !scope.equals("public"),
                Journeys.FIRST_GPS,
                1,
                10L,
                true,
                null,
                new DataIdentifier(scope, "V-V1_HOFT-1167559200-3600"),
                NOW);
    }
}
