package org.strainlake.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.event.EventType;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.event.FilePayload;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is told of a file, and to whom. In the scope virgo only {@code V-V1_OPEN*} is public. */
class FilesIT {
    private static final Surroundings SURROUNDINGS = Surroundings.get();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant TIME = Instant.parse("2026-11-23T07:09:07.741Z");
    private static final String SECRET = "secret-dataset";
    private static final String OPEN = "V-V1_OPEN_FILES-1400000000-3600";

    private static Issuer issuer;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        issuer = new Issuer();
        service = SURROUNDINGS.start(Map.of(
                "strainlake.experiments.ligo.operators",
                "/virgo/ops",
                "strainlake.token.resource.audiences",
                Issuer.AUDIENCE,
                "strainlake.token.resource.issuers[0].issuer",
                issuer.name(),
                "strainlake.token.resource.issuers[0].jwks-uri",
                issuer.keys()));
        for (var name : new String[] {"f", "O4/f", "in.both", "V-V1_OPEN_FILE-1400000001-1.h5"}) {
            SURROUNDINGS.announce(stored(name, SECRET));
        }
        SURROUNDINGS.announce(stored("in.both", OPEN));
        SURROUNDINGS.announce(stored("last", SECRET));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ask("groups:/virgo", "/virgo/last").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        service.close();
        issuer.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none                                   | /virgo/V-V1_OPEN_FILE-1400000001-1.h5    | 200",
                "none                                   | /virgo/V-V1_OPEN_FILE-1400000002-1.h5    | 404",
                "none                                   | /virgo/f                                 | 401",
                "none                                   | /virgo/none                              | 401",
                "none                                   | /nowhere/f                               | 401",
                "none                                   | /virgo/in.both                           | 200",
                "scope:openid                           | /virgo/V-V1_OPEN_FILE-1400000001-1.h5    | 200",
                "scope:openid                           | /virgo/f                                 | 403",
                "scope:openid                           | /virgo/none                              | 403",
                "scope:openid                           | /nowhere/f                               | 403",
                "scope:openid                           | /virgo/in.both                           | 200",
                "scope:storage.read:/virgo/O4           | /virgo/O4/f                              | 200",
                "scope:storage.read:/virgo/O4           | /virgo/O4/none                           | 404",
                "scope:storage.read:/virgo/O4           | /virgo/O4%2ff                            | 400",
                "scope:storage.read:/virgo/O4           | /virgo/%4f4/f                            | 200",
                "scope:storage.read:/virgo/secret-dataset | /virgo/f                               | 200",
                "scope:storage.read:/virgo/secret-dataset | /virgo/none                            | 403",
                "groups:/virgo                          | /virgo/O4/f                              | 200",
                "groups:/virgo                          | /virgo/none                              | 404",
                "groups:/virgo                          | /virgo/a%20b                             | 400"
            })
    void aQuestionForAFileIsAnswered(String token, String file, int want) throws Exception {
        var answer = ask(token, file);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(want);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith(want == 200 ? "application/json" : "application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "scope:openid"})
    void whoMayNotReadAFileHearsTheSameWhetherThereIsOneOrNot(String token) throws Exception {
        var there = ask(token, "/virgo/f");
        var notThere = ask(token, "/virgo/none");

        assertThat(there.body().replace("/virgo/f", ""))
                .isEqualTo(notThere.body().replace("/virgo/none", ""));
    }

    @Test
    void whoMayReadADatasetAloneSeesNothingOfTheFileInOthers() throws Exception {
        var outsider = JSON.readTree(ask("none", "/virgo/in.both").body());
        var member = JSON.readTree(ask("groups:/virgo", "/virgo/in.both").body());

        assertThat(outsider.path("datasets").valueStream().map(FilesIT::dataset))
                .containsExactly("virgo:" + OPEN);
        assertThat(member.path("datasets").valueStream().map(FilesIT::dataset))
                .containsExactlyInAnyOrder("virgo:" + OPEN, "virgo:" + SECRET);
    }

    @Test
    void whatIsPutAsideIsShownToOperatorsWithTheReason() throws Exception {
        SURROUNDINGS.send("strainlake.announcements.virgo", "files are no events".getBytes(StandardCharsets.UTF_8));
        var route = URI.create(root() + "/v1/put-aside");

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var shown = JSON.readTree(send(route, token("groups:/virgo/ops")).body());
            assertThat(shown.path("count").longValue()).isPositive();
            assertThat(shown.path("newest").valueStream())
                    .anyMatch(item -> item.path("bytes").longValue() == "files are no events".length()
                            && item.path("reason").stringValue().contains("ce_"));
        });
        assertThat(send(route, null).statusCode()).isEqualTo(401);
        assertThat(send(route, token("groups:/virgo")).statusCode()).isEqualTo(403);
    }

    @Test
    void theApiDescribesTheRoute() throws Exception {
        var answer = send(URI.create(root() + "/v3/api-docs"), null);

        assertThat(JSON.readTree(answer.body())
                        .path("paths")
                        .path("/v1/files/{scope}/{name}")
                        .path("get")
                        .path("responses")
                        .propertyNames())
                .contains("200", "401", "403", "404");
    }

    private static String dataset(JsonNode inDataset) {
        return inDataset.path("dataset").stringValue();
    }

    private static FeedEvent stored(String name, String dataset) {
        return FeedCodec.ofFile(
                EventType.CHUNK_STORED,
                FeedEvent.Source.ANNOUNCED,
                TIME,
                "virgo",
                !dataset.equals(OPEN),
                new FilePayload(
                        "virgo",
                        name,
                        "virgo",
                        dataset,
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

    private static HttpResponse<String> ask(String token, String file) throws Exception {
        return send(URI.create(root() + "/v1/files" + file), token(token));
    }

    private static HttpResponse<String> send(URI uri, @Nullable String token) throws Exception {
        var request = HttpRequest.newBuilder(uri);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static @Nullable String token(String row) throws Exception {
        var inAnHour = Instant.now().plusSeconds(3600);
        if (row.startsWith("scope:")) {
            return issuer.ofScope(inAnHour, row.substring("scope:".length()));
        }
        if (row.startsWith("groups:")) {
            return issuer.ofGroups(inAnHour, row.substring("groups:".length()));
        }
        return null;
    }

    private static String root() {
        return "http://127.0.0.1:" + service.getEnvironment().getRequiredProperty("local.server.port");
    }
}
