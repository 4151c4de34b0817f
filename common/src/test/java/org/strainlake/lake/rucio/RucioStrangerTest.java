package org.strainlake.lake.rucio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.http.OutsideBusy;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.lake.FileEntry;

/** Answers that are not Rucio's, or not as it gives them when it is well: named, retried, never a success. */
class RucioStrangerTest extends RucioFixture {
    private static final String TRACEBACK = """
            Traceback (most recent call last):
              File "/usr/lib/python3/sqlalchemy/engine/base.py", line 1967, in _exec_single_context
                self.dialect.do_execute(
            psycopg.OperationalError: consuming input failed: server closed the connection unexpectedly

            The above exception was the direct cause of the following exception:

            Traceback (most recent call last):
              File "/usr/lib/python3/rucio/web/rest/flaskapi/v1/dids.py", line 601, in get
                did = get_did(scope=scope, name=name)
            sqlalchemy.exc.OperationalError: (psycopg.OperationalError) server closed the connection
            [SQL: SELECT secret FROM dids]
            """;
    private static final String PAGE = """
            <!DOCTYPE html>
            <html><head><title>
              Scheduled maintenance</title></head><body>We are back soon.</body></html>
            """;

    RucioStrangerTest() throws IOException {}

    @Test
    void ofATracebackOnlyItsErrorIsTold() {
        onAll(Reply.of(500, TRACEBACK).with("Content-Type", "text/html; charset=utf-8"));

        assertThat(catalogue.createContainer(DATASET))
                .isEqualTo(new CatalogueResult.Busy(
                        OutsideBusy.shortPause(),
                        "Rucio answered 500: sqlalchemy.exc.OperationalError:"
                                + " (psycopg.OperationalError) server closed the connection"));
        assertThatThrownBy(() -> catalogue.isOpen(DATASET))
                .hasMessageContaining("sqlalchemy.exc.OperationalError")
                .hasMessageNotContainingAny("File", "SELECT", "Traceback", "\n");
        assertThat(server.calls()).filteredOn("GET /dids/virgo/V1.hoft"::equals).hasSize(3);
    }

    @Test
    void aTracebackInRuciosOwnErrorIsShortenedToo() {
        onAll(error(500, "DatabaseException", TRACEBACK));

        assertThat(catalogue.createContainer(DATASET))
                .isInstanceOfSatisfying(
                        CatalogueResult.Busy.class,
                        busy -> assertThat(busy.reason())
                                .startsWith("Rucio answered 500 DatabaseException: sqlalchemy.exc.OperationalError")
                                .doesNotContain("File"));
    }

    @Test
    void whatIsSaidIsCut() {
        onAll(Reply.of(500, "x".repeat(5_000)));

        assertThat(catalogue.createContainer(DATASET))
                .isInstanceOfSatisfying(
                        CatalogueResult.Busy.class,
                        busy -> assertThat(busy.reason()).hasSizeLessThan(250));
    }

    @Test
    void anErrorWithoutWordsHasItsStatus() {
        onAll(Reply.of(502));

        assertThat(catalogue.createContainer(DATASET))
                .isEqualTo(new CatalogueResult.Busy(OutsideBusy.shortPause(), "Rucio answered 502"));
    }

    static Stream<Reply> pages() {
        return Stream.of(
                Reply.of(200, PAGE).with("Content-Type", "text/html"),
                Reply.of(200, "We are back soon.\n").with("Content-Type", "text/plain"),
                Reply.of(200, "OK").with("Content-Type", "text/plain"),
                Reply.of(200).with("Content-Type", "text/html"),
                Reply.of(200, "\n\n").with("Content-Type", "text/html"),
                Reply.of(204).with("Content-Type", "text/html"),
                Reply.of(302).with("Location", "https://sso.example/accounts/login"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageIsNeverAnAnswerToAQuestion(Reply page) {
        onAll(page);

        assertThatThrownBy(() -> catalogue.files(DATASET, file -> {})).isInstanceOf(OutsideBusy.class);
        assertThatThrownBy(() -> catalogue.replicas(List.of(DATASET), replica -> {}))
                .isInstanceOf(OutsideBusy.class);
        assertThatThrownBy(() -> catalogue.datasets("virgo", "*", dataset -> {}))
                .isInstanceOf(OutsideBusy.class);
        assertThatThrownBy(() -> catalogue.rules(DATASET)).isInstanceOf(OutsideBusy.class);
        assertThatThrownBy(() -> catalogue.isOpen(DATASET)).isInstanceOf(OutsideBusy.class);
        assertThatThrownBy(() -> catalogue.file(FILE)).isInstanceOf(OutsideBusy.class);
        assertThatThrownBy(() -> catalogue.storageElement("EGO")).isInstanceOf(OutsideBusy.class);
        assertThatThrownBy(() -> catalogue.version()).isInstanceOf(OutsideBusy.class);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageIsNeverAChangeThatWasMade(Reply page) {
        onAll(page);
        var file = new FileEntry(FILE, 7, new Adler32Checksum("00000001"));

        assertThat(Stream.of(
                        catalogue.createContainer(DATASET),
                        catalogue.createDataset(DATASET, Map.of()),
                        catalogue.attachDatasets(DATASET, List.of(FILE)),
                        catalogue.attachFiles(DATASET, "EGO", List.of(file)),
                        catalogue.addRule(DATASET, "EGO", 1, "test")))
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                CatalogueResult.Busy.class,
                                busy -> assertThat(busy.pause()).isEqualTo(Duration.ofSeconds(5))));
        assertThatThrownBy(() -> catalogue.trace(Map.of())).isInstanceOf(OutsideBusy.class);
    }

    @Test
    void aPageIsNeverAClosing() {
        onAll(Reply.of(200, PAGE).with("Content-Type", "text/html"));

        assertThat(catalogue.close(DATASET))
                .isInstanceOfSatisfying(
                        CatalogueResult.Busy.class,
                        busy -> assertThat(busy.reason())
                                .isEqualTo("Rucio answered 200 with text/html, which is not Rucio's own answer:"
                                        + " Scheduled maintenance"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 401, 403, 404, 407, 503})
    void aProxysErrorIsNoRefusalSinceItPasses(int status) {
        onAll(Reply.of(status, PAGE).with("Content-Type", "text/html"));

        assertThat(catalogue.createContainer(DATASET))
                .isInstanceOfSatisfying(
                        CatalogueResult.Busy.class,
                        busy -> assertThat(busy.reason()).contains(status + ": Scheduled maintenance"));
    }

    @ParameterizedTest
    @CsvSource({"400", "405", "413"})
    void aRequestThatNobodyTakesIsRefused(int status) {
        onAll(Reply.of(status, PAGE));

        assertThat(catalogue.createContainer(DATASET))
                .isEqualTo(new CatalogueResult.Refused("HTTP " + status, "HTTP " + status + ": Scheduled maintenance"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"open\"", "true", "null", "{}", "{\"open\":"})
    void jsonThatDoesNotAnswerTheQuestionIsAFailureAndNoClosedDataset(String json) {
        onAll(Reply.of(200, json));

        assertThatThrownBy(() -> catalogue.isOpen(DATASET)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"virgo", "/accounts/virgo", "https://rucio.example/accounts/virgo"})
    void theAccountIsReadFromRuciosRedirectOnly(String location) {
        on("GET /accounts/whoami", Reply.of(303).with("Location", location));
        on("POST /rules/", Reply.of(201, "[\"f00\"]").with("Content-Type", "text/html"));

        assertThat(catalogue.addRule(DATASET, "EGO", 1, "test")).isEqualTo(new CatalogueResult.Done());

        assertThat(sent(1).path("account").asString()).isEqualTo("virgo");
    }

    @Test
    void aRedirectToALoginPageNamesNoAccount() {
        on("GET /accounts/whoami", Reply.of(303).with("Location", "https://sso.example/login"));

        assertThat(catalogue.addRule(DATASET, "EGO", 1, "test")).isInstanceOf(CatalogueResult.Busy.class);
    }

    private static Reply error(int status, String exceptionClass, String message) {
        return Reply.of(
                        status,
                        tools.jackson.databind.json.JsonMapper.shared()
                                .writeValueAsString(
                                        Map.of("ExceptionClass", exceptionClass, "ExceptionMessage", message)))
                .with("ExceptionClass", exceptionClass)
                .with("Content-Type", "application/octet-stream");
    }

    private void onAll(Reply reply) {
        server.script(asked -> asRucio(reply));
    }
}
