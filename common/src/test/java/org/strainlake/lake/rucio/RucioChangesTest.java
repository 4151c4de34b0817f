package org.strainlake.lake.rucio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FileEntry;
import tools.jackson.databind.json.JsonMapper;

class RucioChangesTest extends RucioFixture {
    private static final CatalogueResult DONE = new CatalogueResult.Done();
    private static final String ATTACH = "POST /dids/attachments";
    private static final String META = "GET /dids/virgo/V-V1_HoftOnline_fb40f4-1400000000-1.gwf/meta";
    private static final DataIdentifier SECOND = new DataIdentifier("virgo", "second.gwf");
    private static final FileEntry ENTRY = new FileEntry(FILE, 65_536, new Adler32Checksum("758dcbad"));
    private static final FileEntry SECOND_ENTRY = new FileEntry(SECOND, 1_000, new Adler32Checksum("00010001"));

    RucioChangesTest() throws IOException {}

    @Test
    void aFileIsRegisteredAndAttachedInOneCallAndReadBack() {
        on(ATTACH, created());
        on(META, meta(FILE, 65_536, "758dcbad"));

        assertThat(catalogue.attachFiles(DATASET, "CERN-PROMPT", List.of(ENTRY)))
                .isEqualTo(DONE);

        assertThat(server.calls()).containsExactly(ATTACH, META);
        assertThat(sent(0)).isEqualTo(JsonMapper.shared().readTree("""
                                [{"scope": "virgo", "name": "V1.hoft", "rse": "CERN-PROMPT", "dids": [{"scope": "virgo",
                                "name": "V-V1_HoftOnline_fb40f4-1400000000-1.gwf", "bytes": 65536, "adler32": "758dcbad",
                                "type": "FILE"}]}]"""));
    }

    @Test
    void manyFilesAreReadBackInOneCall() {
        on(ATTACH, created());
        on(
                "POST /dids/bulkmeta",
                Reply.of(200, metaLine(FILE, 65_536, "758dcbad") + metaLine(SECOND, 1_000, "00010001")));

        assertThat(catalogue.attachFiles(DATASET, "CERN-PROMPT", List.of(ENTRY, SECOND_ENTRY)))
                .isEqualTo(DONE);

        assertThat(server.calls()).containsExactly(ATTACH, "POST /dids/bulkmeta");
    }

    @Test
    void aServerWithoutBulkMetadataIsAskedFileByFile() {
        on(ATTACH, created());
        on("POST /dids/bulkmeta", error(501, "NotImplementedError"));
        on(META, meta(FILE, 65_536, "758dcbad"));
        on("GET /dids/virgo/second.gwf/meta", meta(SECOND, 1_000, "00010001"));

        assertThat(catalogue.attachFiles(DATASET, "CERN-PROMPT", List.of(ENTRY, SECOND_ENTRY)))
                .isEqualTo(DONE);
        assertThat(catalogue.attachFiles(DATASET, "CERN-PROMPT", List.of(ENTRY, SECOND_ENTRY)))
                .isEqualTo(DONE);

        assertThat(server.calls()).containsOnlyOnce("POST /dids/bulkmeta");
    }

    @Test
    void aNameBookedElsewhereWithAnotherChecksumIsDetachedAgainAndRefused() {
        on(ATTACH, created());
        on(META, meta(FILE, 65_536, "00000001"));
        on("DELETE /dids/virgo/V1.hoft/dids", Reply.of(200));

        assertThat(catalogue.attachFiles(DATASET, "CERN-PROMPT", List.of(ENTRY)))
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused -> assertThat(refused.reason()).contains(FILE.toString()));

        assertThat(server.calls()).containsExactly(ATTACH, META, "DELETE /dids/virgo/V1.hoft/dids");
    }

    @Test
    void whatIsAttachedAlreadyStaysAndTheRestIsSentAgain() {
        on(ATTACH, error(409, "FileAlreadyExists"), created());
        on("POST /dids/bulkmeta", Reply.of(200, metaLine(FILE, 65_536, "758dcbad")));

        assertThat(catalogue.attachFiles(DATASET, "CERN-PROMPT", List.of(ENTRY, SECOND_ENTRY)))
                .isEqualTo(DONE);

        assertThat(sent(2).path("ignore_duplicate").asBoolean()).isTrue();
        assertThat(sent(2).path("attachments").get(0).path("dids").size()).isEqualTo(2);
    }

    @Test
    void whatIsAttachedWithAnotherSizeIsRefusedAndNeverSentAgain() {
        on(ATTACH, error(409, "FileAlreadyExists"), created());
        on("POST /dids/bulkmeta", Reply.of(200, metaLine(FILE, 65_535, "758dcbad")));

        assertThat(catalogue.attachFiles(DATASET, "CERN-PROMPT", List.of(ENTRY, SECOND_ENTRY)))
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains(FILE.toString())
                                .doesNotContain(SECOND.toString()));

        var dids = sent(2).path("attachments").get(0).path("dids");
        assertThat(dids.size()).isEqualTo(1);
        assertThat(dids.get(0).path("name").asString()).isEqualTo("second.gwf");
    }

    @Test
    void aDatasetClosedMeanwhileIsDoneIfItHoldsTheFiles() {
        on(ATTACH, error(409, "UnsupportedOperation"));
        on("GET /dids/virgo/V1.hoft/files", Reply.of(200, metaLine(FILE, 65_536, "758dcbad")));

        assertThat(catalogue.attachFiles(DATASET, "CERN-PROMPT", List.of(ENTRY)))
                .isEqualTo(DONE);
        assertThat(catalogue.attachFiles(DATASET, "CERN-PROMPT", List.of(SECOND_ENTRY)))
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused -> assertThat(refused.cause()).isEqualTo("UnsupportedOperation"));
    }

    @ParameterizedTest
    @CsvSource({
        "401, AccessDenied, true",
        "500, AccessDenied, true",
        "404, DataIdentifierNotFound, true",
        "500, ReplicaNotFound, true",
        "409, InsufficientAccountLimit, true",
        "400, InvalidObject, true",
        "500, DatabaseException, false",
        "400, DatabaseException, false",
        "500, OperationalError, false",
        "502, '', false"
    })
    void theExceptionClassDecidesAndNotTheStatus(int status, String exceptionClass, boolean isRefused) {
        on(
                "POST /dids/virgo/V1.hoft",
                exceptionClass.isEmpty() ? Reply.of(status, "<html>") : error(status, exceptionClass));

        var result = catalogue.createDataset(DATASET, Map.of());

        if (isRefused) {
            assertThat(result).isEqualTo(new CatalogueResult.Refused(exceptionClass, exceptionClass + ": in full"));
        } else {
            assertThat(result).isInstanceOf(CatalogueResult.Busy.class);
        }
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void aPauseThatRucioAsksForIsKept() {
        on("POST /dids/virgo/V1.hoft", Reply.of(503).with("Retry-After", "12"));

        assertThat(catalogue.createContainer(DATASET))
                .isInstanceOfSatisfying(
                        CatalogueResult.Busy.class,
                        busy -> assertThat(busy.pause()).isEqualTo(Duration.ofSeconds(12)));
    }

    @Test
    void aChangeWhoseAnswerIsLostIsNotRepeatedHere() {
        on("POST /dids/attachments", Reply.dropped());

        assertThat(catalogue.attachFiles(DATASET, "CERN-PROMPT", List.of(ENTRY)))
                .isInstanceOf(CatalogueResult.Busy.class);

        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void whatExistsAlreadyIsDone() {
        on("POST /dids/virgo/V1.hoft", error(409, "DataIdentifierAlreadyExists"));
        on("POST /rules/", error(409, "DuplicateRule"));
        on("GET /accounts/whoami", Reply.of(303).with("Location", "virgo"));

        assertThat(catalogue.createDataset(DATASET, Map.of("project", "virgo"))).isEqualTo(DONE);
        assertThat(catalogue.addRule(DATASET, "CNAF-DISK", 1, "User Subscriptions"))
                .isEqualTo(DONE);

        assertThat(sent(0).path("meta").path("project").asString()).isEqualTo("virgo");
        assertThat(sent(2).path("account").asString()).isEqualTo("virgo");
    }

    @Test
    void aClosedDatasetIsClosedAlready() {
        on("PUT /dids/virgo/V1.hoft/status", error(409, "UnsupportedOperation"));
        on("GET /dids/virgo/V1.hoft", Reply.of(200, "{\"open\": false}"));

        assertThat(catalogue.close(DATASET)).isEqualTo(DONE);
        assertThat(sent(0).path("open").asBoolean(true)).isFalse();
    }

    @Test
    void datasetsInAContainerStayAndTheMissingAreAttached() {
        var container = new DataIdentifier("virgo", "V1.run");
        on("POST /dids/virgo/V1.run/dids", error(409, "DuplicateContent"), error(409, "DuplicateContent"), created());

        assertThat(catalogue.attachDatasets(container, List.of(DATASET, SECOND)))
                .isEqualTo(DONE);

        assertThat(server.asked()).hasSize(3);
        assertThat(sent(2).path("dids").get(0).path("name").asString()).isEqualTo("second.gwf");
    }
}
