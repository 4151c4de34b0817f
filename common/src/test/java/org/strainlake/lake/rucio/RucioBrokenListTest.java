package org.strainlake.lake.rucio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.strainlake.http.RawServer.chunk;
import static org.strainlake.http.RawServer.list;
import static org.strainlake.lake.rucio.RucioFixture.DATASET;
import static org.strainlake.lake.rucio.RucioFixture.FILE;
import static org.strainlake.lake.rucio.RucioFixture.metaLine;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.strainlake.http.HttpProperties;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.Peer;
import org.strainlake.http.RawServer;
import org.strainlake.http.SetClock;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.webdav.FakeTokens;

/** Lists that end before their end: each is a failure, and none a shorter list. */
class RucioBrokenListTest {
    private static final String LINE = metaLine(FILE, 7, "00000001");
    private static final String HALF = LINE.substring(0, 40);
    private static final String ERROR =
            "{\"ExceptionClass\": \"DatabaseException\", \"ExceptionMessage\": \"the server closed the connection\"}\n";

    private final OutboundHttp http = OutboundHttp.of(new HttpProperties(Duration.ofSeconds(2), null));

    RucioBrokenListTest() throws IOException {}

    @AfterEach
    void end() {
        http.close();
    }

    static Stream<Arguments> brokenAnswersToEachQuestion() {
        var answers = List.of(
                Named.of("chunked, cut between two lines", list("Transfer-Encoding: chunked\r\n", chunk(LINE))),
                Named.of(
                        "chunked, cut in a line",
                        list("Transfer-Encoding: chunked\r\n", "ff\r\n" + LINE + HALF.substring(0, 5))),
                Named.of("chunked, cut before the first line", list("Transfer-Encoding: chunked\r\n", "")),
                Named.of(
                        "chunked and ended, the last line half",
                        list("Transfer-Encoding: chunked\r\n", chunk(LINE + HALF) + "0\r\n\r\n")),
                Named.of(
                        "chunked and ended, the last an error",
                        list("Transfer-Encoding: chunked\r\n", chunk(LINE + ERROR) + "0\r\n\r\n")),
                Named.of("of a length that is not kept", list("Content-Length: 4000\r\n", LINE)),
                Named.of("of no length, the last line half", list("Connection: close\r\n", LINE + HALF)),
                Named.of(
                        "of no length, the last a whole object without its line's end",
                        list("Connection: close\r\n", LINE + LINE.strip())),
                Named.of("a page after a line", list("Connection: close\r\n", LINE + "<html>502 Bad Gateway</html>\n")),
                Named.of("a number for a line", list("Connection: close\r\n", LINE + "7\n")),
                Named.of("null for a line", list("Connection: close\r\n", LINE + "null\n")),
                Named.of("a list for a line", list("Connection: close\r\n", LINE + "[" + LINE.strip() + "]\n")),
                Named.of("an object without a name", list("Connection: close\r\n", LINE + "{}\n")));
        return Stream.of(
                        Named.<Question>of("files", (catalogue, each) -> catalogue.files(DATASET, each::accept)),
                        Named.<Question>of(
                                "replicas", (catalogue, each) -> catalogue.replicas(List.of(DATASET), each::accept)),
                        Named.<Question>of(
                                "rules",
                                (catalogue, each) -> catalogue.rules(DATASET).forEach(each)),
                        Named.<Question>of(
                                "datasets", (catalogue, each) -> catalogue.datasets("virgo", "V1*", each::accept)))
                .flatMap(question -> answers.stream().map(answer -> Arguments.of(question, answer)));
    }

    @ParameterizedTest
    @MethodSource("brokenAnswersToEachQuestion")
    void aListThatDoesNotEndAsItShouldIsAFailure(Question question, String answer) throws IOException {
        try (var server = new RawServer(head -> answer)) {
            assertThatThrownBy(() -> question.ask(catalogue(server), entry -> {}))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void anErrorInTheMiddleOfAListIsNamed() throws IOException {
        try (var server = new RawServer(head -> list("Connection: close\r\n", LINE + ERROR))) {
            assertThatThrownBy(() -> catalogue(server).files(DATASET, file -> {}))
                    .hasMessage("Rucio's list ended with DatabaseException: the server closed the connection");
        }
    }

    @Test
    void aListOfNoLengthThatEndsWithItsLinesIsWhole() throws IOException {
        var found = new ArrayList<Object>();
        try (var server = new RawServer(head -> list("Connection: close\r\n", LINE + "\n" + LINE))) {
            catalogue(server).files(DATASET, found::add);
        }

        assertThat(found).hasSize(2);
    }

    @Test
    void aListThatBrokeOffIsNotAskedForAgainSinceItsLinesWereHandedOn() throws IOException {
        try (var server = new RawServer(head -> list("Transfer-Encoding: chunked\r\n", chunk(LINE)))) {
            assertThatThrownBy(() -> catalogue(server).files(DATASET, file -> {}))
                    .isInstanceOf(IOException.class);

            assertThat(server.heads()).hasSize(1);
        }
    }

    private Catalogue catalogue(RawServer server) {
        return new RucioCatalogue(
                new RucioProperties(server.url(), "rucio", "openid profile", Duration.ofSeconds(5), null),
                new Peer(http, CircuitBreakerRegistry.ofDefaults(), "rucio", RucioErrors::isIll),
                new FakeTokens(),
                new SetClock());
    }

    /** A question that is answered by a list. */
    interface Question {
        void ask(Catalogue catalogue, Consumer<Object> each) throws IOException;
    }
}
