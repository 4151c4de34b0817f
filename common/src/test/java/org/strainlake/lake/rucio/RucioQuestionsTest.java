package org.strainlake.lake.rucio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.strainlake.http.FakeServer.Asked;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.lake.CatalogueRefusal;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.Replica;
import org.strainlake.lake.StorageElement;

class RucioQuestionsTest extends RucioFixture {
    private static final String HASHED =
            "https://localhost:24451/rucio/virgo/eb/cd/V-V1_HoftOnline_fb40f4-1400000000-1.gwf";
    private static final StorageElement PROMPT = new StorageElement(
            "CERN-PROMPT", URI.create("https://localhost:24451/rucio/"), true, Map.of("lfn2pfn_algorithm", "hash"));

    RucioQuestionsTest() throws IOException {}

    @Test
    void aHashedAddressIsAskedForOnceAndComputedFromThenOn() throws IOException {
        on("GET /rses/CERN-PROMPT/lfns2pfns", Reply.of(200, "{\"" + FILE + "\":\"" + HASHED + "\"}"));

        assertThat(catalogue.address(PROMPT, FILE)).isEqualTo(URI.create(HASHED));
        assertThat(catalogue.address(PROMPT, FILE)).isEqualTo(URI.create(HASHED));

        assertThat(server.asked()).hasSize(1);
        assertThat(server.asked().getFirst().query())
                .isEqualTo("lfn=virgo%3AV-V1_HoftOnline_fb40f4-1400000000-1.gwf&scheme=https&operation=write");
    }

    @Test
    void anAddressByAnotherRuleIsAskedForEachTime() throws IOException {
        on(
                "GET /rses/CERN-PROMPT/lfns2pfns",
                Reply.of(200, "{\"" + FILE + "\":\"https://localhost:24451/rucio/flat/x.gwf\"}"));

        catalogue.address(PROMPT, FILE);

        assertThat(catalogue.address(PROMPT, FILE)).hasPath("/rucio/flat/x.gwf");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void onlyTheScopesOfUsersAndGroupsArePartedIntoDirectories() {
        assertThat(Addresses.hashed(PROMPT, new DataIdentifier("user.jdoe", "f"))
                        .getPath())
                .startsWith("/rucio/user/jdoe/");
        assertThat(Addresses.hashed(PROMPT, new DataIdentifier("virgo.o4", "f")).getPath())
                .startsWith("/rucio/virgo.o4/");
    }

    @Test
    void aStorageElementIsReachedByItsBestHttpProtocolForWriting() throws IOException {
        on("GET /rses/EGO", Reply.of(200, """
                {"deterministic": true, "lfn2pfn_algorithm": "hash", "protocols": [
                {"scheme": "root", "hostname": "h", "port": 1, "prefix": "//r/", "domains": {"wan": {"read": 0, "write": 0}}},
                {"scheme": "https", "hostname": "h", "port": 2, "prefix": "/r/", "domains": {"wan": {"read": 0, "write": null}}},
                {"scheme": "https", "hostname": "h", "port": 3, "prefix": "/r/", "domains": {"wan": {"read": 2, "write": 1}}},
                {"scheme": "davs", "hostname": "h", "port": 4, "prefix": "/r", "domains": {"wan": {"read": 3, "write": 0}}}]}"""));
        on("GET /rses/EGO/attr/", Reply.of(200, "{\"EGO\":true,\"QoS\":\"disk\",\"tier\":\"1\"}"));

        var rse = catalogue.storageElement("EGO");

        assertThat(rse.root()).isEqualTo(URI.create("davs://h:4/r/"));
        assertThat(rse.deterministic()).isTrue();
        assertThat(rse.attributes()).containsEntry("QoS", "disk").containsEntry("lfn2pfn_algorithm", "hash");
    }

    @Test
    void aStorageElementWithoutHttpIsRefused() {
        on("GET /rses/TAPE", Reply.of(200, "{\"deterministic\": true, \"protocols\": []}"));
        on("GET /rses/TAPE/attr/", Reply.of(200, "{}"));

        assertThatThrownBy(() -> catalogue.storageElement("TAPE")).isInstanceOf(CatalogueRefusal.class);
    }

    @Test
    void replicasComeLineByLineBestAddressFirst() throws IOException {
        on("POST /replicas/list", Reply.of(200, """
                {"scope": "virgo", "name": "a.gwf", "bytes": 7, "adler32": "911890f6", "pfns": {"https://h:2/a": {"rse": "SECOND", "priority": 2}, "root://h:3/a": {"rse": "THIRD", "priority": 0}, "https://h:1/a": {"rse": "FIRST", "priority": 1}}}
                {"scope": "virgo", "name": "unsummed.gwf", "bytes": 7, "adler32": null, "pfns": {}}
                {"scope": "virgo", "name": "b.gwf", "bytes": 8, "adler32": "f6b1b753", "pfns": {}}
                """));
        var found = new ArrayList<Replica>();

        catalogue.replicas(List.of(DATASET), found::add);

        assertThat(found).extracting(replica -> replica.file().did().name()).containsExactly("a.gwf", "b.gwf");
        assertThat(found.getFirst().addresses())
                .extracting(Replica.Address::rse)
                .containsExactly("FIRST", "SECOND");
        assertThat(found.getLast().addresses()).isEmpty();
        assertThat(sent(0).path("sort").asString()).isEqualTo("random");
        assertThat(sent(0).path("schemes").toString()).contains("\"https\"");
    }

    @Test
    void anEmptyListIsNoFailure() throws IOException {
        on("POST /replicas/list", Reply.of(200));
        var found = new ArrayList<Replica>();

        catalogue.replicas(List.of(DATASET), found::add);

        assertThat(found).isEmpty();
    }

    @Test
    void aListThatBreaksOffIsAFailureAndNotAShortList() {
        on(
                "GET /dids/virgo/V1.hoft/files",
                Reply.of(200, metaLine(FILE, 1, "00000001")).breakingOff(10));

        assertThatThrownBy(() -> catalogue.files(DATASET, file -> {})).isInstanceOf(IOException.class);
    }

    @Test
    void aListenerThatFailsEndsTheListAndTheConnectionStaysUsable() throws IOException {
        on(
                "GET /dids/virgo/V1.hoft/files",
                Reply.of(200, metaLine(FILE, 1, "00000001").repeat(5_000)));
        on("GET /ping", Reply.of(200, "{\"version\":\"41.5.1\"}"));

        assertThatThrownBy(() -> catalogue.files(DATASET, file -> {
                    throw new IllegalStateException("full");
                }))
                .hasMessage("full");

        assertThat(catalogue.version()).isEqualTo("41.5.1");
    }

    @Test
    void aQuestionWhoseAnswerIsLostIsAskedAgain() throws IOException {
        on("GET /dids/virgo/V1.hoft", Reply.of(502), Reply.of(200, "{\"open\": true}"));

        assertThat(catalogue.isOpen(DATASET)).contains(true);

        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void namesAreEncodedInPaths() throws IOException {
        on("GET /dids/virgo/a%2Fb", error(404, "DataIdentifierNotFound"));

        assertThat(catalogue.isOpen(new DataIdentifier("virgo", "a/b"))).isEmpty();
    }

    @Test
    void datasetsAreSearchedByPattern() throws IOException {
        on("GET /dids/virgo/dids/search", Reply.of(200, "\"V1.hoft\"\n\"V1.hoft.b1\"\n"));
        var found = new ArrayList<DataIdentifier>();

        catalogue.datasets("virgo", "V1.hoft*", found::add);

        assertThat(found).extracting(DataIdentifier::name).containsExactly("V1.hoft", "V1.hoft.b1");
        assertThat(server.asked()).extracting(Asked::query).containsExactly("type=dataset&long=0&name=V1.hoft*");
    }

    @Test
    void aTraceNeedsNoLogin() throws IOException {
        on("POST /traces/", created());

        catalogue.trace(Map.of("eventType", "upload"));

        assertThat(server.asked().getFirst().header("X-Rucio-Auth-Token")).isEmpty();
    }
}
