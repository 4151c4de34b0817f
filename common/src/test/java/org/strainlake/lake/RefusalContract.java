package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.strainlake.lake.RawRucio.json;
import static org.strainlake.lake.RawRucio.path;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.strainlake.lake.RawRucio.Told;
import tools.jackson.databind.JsonNode;

/**
 * How Rucio says no, call by call: status, class, message, and where its status misleads. These are the answers that
 * {@link org.strainlake.lake.rucio.RucioCatalogue} decides by.
 */
public abstract class RefusalContract extends LakeContract {
    private static final String NO_RULE = "0".repeat(32);

    private RawRucio writer() throws IOException {
        return RawRucio.as(entered(), "uploader");
    }

    private RawRucio reader() throws IOException {
        return RawRucio.as(entered(), "notification");
    }

    // Who asks

    @Test
    void withoutATokenTheRequestIsCalledBad() throws IOException {
        RawRucio.with(entered(), null).get(path(did("anything"))).isRefusal(400, "ValueError");
    }

    @Test
    void anUnknownTokenAndOneWithABrokenSignatureAreRefused() throws IOException {
        String token = entered().tokens().token(access().audience(), access().tokenScope());
        String broken = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(342);

        RawRucio.with(entered(), "nonsense").get("/accounts/whoami").isRefusal(401, "CannotAuthenticate");
        RawRucio.with(entered(), broken).get("/accounts/whoami").isRefusal(401, "CannotAuthenticate");
    }

    @Test
    void aBadTokenCannotBeValidatedButByAnInternalError() throws IOException {
        RawRucio.with(entered(), "nonsense").get("/auth/validate").isRefusal(500, "CannotAuthenticate");
    }

    @Test
    void theAccountIsToldByARelativeRedirect() throws IOException {
        var told = writer().get("/accounts/whoami");

        assertThat(told.status()).isEqualTo(303);
        assertThat(told.location()).matches("[a-z0-9_-]+");
    }

    @Test
    void aReaderMayChangeNothingThoughItsLoginIsGood() throws IOException {
        var dataset = dataset("forbidden");
        var file = entry("forbidden.h5", 10, 1);
        var reader = reader();

        reader.post(path(did("reader")), Map.of("type", "DATASET")).isRefusal(401, "AccessDenied");
        reader.post(path(dataset) + "/dids", Map.of("dids", List.of(json(file))))
                .isRefusal(401, "AccessDenied");
        reader.post("/dids/attachments", List.of(attachment(dataset, rse(), file)))
                .isRefusal(401, "AccessDenied");
        reader.post("/replicas", replicas(rse(), file)).isRefusal(401, "AccessDenied");
        reader.put("/replicas", replicas(rse(), file)).isRefusal(401, "AccessDenied");
        reader.put(path(dataset) + "/status", Map.of("open", false)).isRefusal(401, "AccessDenied");

        assertThat(filesOf(dataset)).isEmpty();
        assertThat(catalogue().isOpen(dataset)).contains(true);
    }

    @Test
    void aRuleForAnotherAccountIsForbiddenByAnInternalError() throws IOException {
        var dataset = dataset("others-rule");

        reader().post("/rules/", rule(dataset, account(), rse(), 1)).isRefusal(500, "AccessDenied");
    }

    @Test
    void aReaderMayNotEndOthersRules() throws IOException {
        var dataset = dataset("kept-rule");
        catalogue().addRule(dataset, rse(), 1, "User Subscriptions");
        String rule = catalogue().rules(dataset).getFirst().id();

        reader().put("/rules/" + rule, Map.of("options", Map.of("lifetime", 1))).isRefusal(401, "AccessDenied");
        assertThat(catalogue().rules(dataset)).hasSize(1);
    }

    @Test
    void theClientNamesWhatIsForbiddenAsARefusal() throws IOException {
        var reader =
                access().catalogue(entered().http(), access().tokens(entered().http(), "notification"));
        var dataset = dataset("named");

        assertThat(List.of(
                        reader.createDataset(did("named-by-reader"), Map.of()),
                        reader.createContainer(did("named-by-reader-too")),
                        reader.attachFiles(dataset, rse(), List.of(entry("named.h5", 10, 1))),
                        reader.attachDatasets(dataset, List.of(did("named-by-reader"))),
                        reader.close(dataset)))
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                CatalogueResult.Refused.class,
                                refused -> assertThat(refused.cause()).isEqualTo("AccessDenied")));
    }

    // What is not there

    @Test
    void anUnknownStorageElementIsRefusedByName() {
        assertThatThrownBy(() -> catalogue().storageElement("NOWHERE-" + run().toUpperCase(Locale.ROOT)))
                .isInstanceOfSatisfying(
                        CatalogueRefusal.class,
                        refusal -> assertThat(refusal.refusal()).isEqualTo("RSENotFound"));
    }

    @Test
    void anUnknownStorageElementIsNotFoundExceptInAttachmentsWhereItIsAnInternalError() throws IOException {
        var writer = writer();
        var file = entry("no-element.h5", 10, 1);

        writer.get("/rses/NOWHERE").isRefusal(404, "RSENotFound");
        writer.post("/replicas", replicas("NOWHERE", file)).isRefusal(404, "RSENotFound");
        writer.post("/dids/attachments", List.of(attachment(dataset("no-element"), "NOWHERE", file)))
                .isRefusal(500, "RSENotFound");
        assertThat(catalogue().attachFiles(dataset("no-element-either"), "NOWHERE", List.of(file)))
                .isInstanceOfSatisfying(
                        CatalogueResult.Refused.class,
                        refused -> assertThat(refused.cause()).isEqualTo("RSENotFound"));
    }

    @Test
    void anUnknownNameIsNotFoundWhereverItIsAskedFor() throws IOException {
        var unknown = did("unknown");
        var writer = writer();
        var dataset = dataset("knows-nothing");

        for (var question : List.of("", "/meta", "/files", "/dids", "/rules")) {
            writer.get(path(unknown) + question).isRefusal(404, "DataIdentifierNotFound");
        }
        writer.put(path(unknown) + "/status", Map.of("open", false)).isRefusal(404, "DataIdentifierNotFound");
        writer.post(path(dataset) + "/dids", Map.of("dids", List.of(json(unknown))))
                .isRefusal(404, "DataIdentifierNotFound");
        writer.post("/dids/attachments", List.of(attachment(unknown, rse(), entry("unknown.h5", 10, 1))))
                .isRefusal(404, "DataIdentifierNotFound");
        writer.post("/rules/", rule(unknown, account(), rse(), 1)).isRefusal(404, "DataIdentifierNotFound");
    }

    @Test
    void theReplicasAndTheParentsOfAnUnknownNameAreAnEmptyListAndNoError() throws IOException {
        var unknown = did("unknown");

        var replicas = writer().post("/replicas/list", Map.of("dids", List.of(json(unknown))));
        var parents = writer().get(path(unknown) + "/parents");

        assertThat(List.of(replicas, parents))
                .extracting(Told::status, Told::type, Told::text)
                .containsOnly(tuple(200, "application/x-json-stream", ""));
    }

    @Test
    void unknownNamesAreLeftOutWhereManyAreDescribed() throws IOException {
        var dataset = dataset("described");
        var file = entry("described.h5", 10, 1);
        catalogue().attachFiles(dataset, rse(), List.of(file));

        var told = writer().post("/dids/bulkmeta", Map.of("dids", List.of(json(did("unknown")), json(file.did()))));

        assertThat(told.lines()).singleElement().satisfies(line -> {
            assertThat(line.path("name").asString()).isEqualTo(file.did().name());
            assertThat(line.path("bytes").asLong()).isEqualTo(10);
            assertThat(line.path("adler32").asString()).isEqualTo(file.adler32().hex());
        });
    }

    @Test
    void anUnknownScopeIsNotFound() throws IOException {
        var foreign = new DataIdentifier("nosuch" + run(), "dataset");

        writer().post(path(foreign), Map.of("type", "DATASET")).isRefusal(404, "ScopeNotFound");
        writer().post("/replicas", replicas(rse(), new FileEntry(foreign, 10, sum(1))))
                .isRefusal(404, "ScopeNotFound");
    }

    @Test
    void anUnknownRuleIsNotFoundButItsLocksAreAnEmptyList() throws IOException {
        var writer = writer();

        writer.get("/rules/" + NO_RULE).isRefusal(404, "RuleNotFound");
        writer.put("/rules/" + NO_RULE, Map.of("options", Map.of("lifetime", 1)))
                .isRefusal(404, "RuleNotFound");
        assertThat(writer.get("/rules/" + NO_RULE + "/locks"))
                .extracting(Told::status, Told::text)
                .containsExactly(200, "");
    }

    @Test
    void theStateOfAReplicaThatIsNotThereIsChangedByAnInternalErrorOnly() throws IOException {
        writer().put("/replicas", replicas(rse(), entry("no-replica.h5", 10, 1)))
                .isRefusal(500, "ReplicaNotFound");
    }

    // What is there already

    @Test
    void aTakenNameIsAConflictAndManyAreMadeAllOrNone() throws IOException {
        var taken = dataset("taken");
        var free = did("free");
        var writer = writer();

        writer.post(path(taken), Map.of("type", "DATASET")).isRefusal(409, "DataIdentifierAlreadyExists");
        writer.post("/dids", List.of(withType(free), withType(taken))).isRefusal(409, "DataIdentifierAlreadyExists");

        assertThat(catalogue().isOpen(free)).isEmpty();
    }

    @Test
    void whatIsAttachedAlreadyIsAConflictUnlessDuplicatesAreIgnored() throws IOException {
        var dataset = dataset("attached");
        var file = entry("attached.h5", 10, 1);
        var attachment = attachment(dataset, rse(), file);
        var writer = writer();

        writer.post("/dids/attachments", List.of(attachment)).isCreated();
        writer.post("/dids/attachments", List.of(attachment)).isRefusal(409, "FileAlreadyExists");
        writer.post(path(dataset) + "/dids", Map.of("dids", List.of(json(file.did()))))
                .isRefusal(409, "FileAlreadyExists");
        writer.post("/dids/attachments", Map.of("attachments", List.of(attachment), "ignore_duplicate", true))
                .isCreated();
    }

    @Test
    void aDatasetInAContainerAlreadyIsAConflictOfAnotherClass() throws IOException {
        var container = did("holder");
        catalogue().createContainer(container);
        var held = Map.of("dids", List.of(json(dataset("held"))));

        writer().post(path(container) + "/dids", held).isCreated();
        writer().post(path(container) + "/dids", held).isRefusal(409, "DuplicateContent");
    }

    @Test
    void attachingAnotherSizeOrChecksumUnderAKnownNameIsAMismatchAndChangesNothing() throws IOException {
        var file = entry("booked.h5", 1_000, 1);
        var first = dataset("booked");
        var other = dataset("booked-elsewhere");
        var summed = new FileEntry(file.did(), 1_000, sum(9));
        var sized = new FileEntry(file.did(), 999, sum(1));
        var writer = writer();
        writer.post("/dids/attachments", List.of(attachment(first, rse(), file)))
                .isCreated();

        for (var differing : List.of(summed, sized)) {
            for (var dataset : List.of(first, other)) {
                writer.post("/dids/attachments", List.of(attachment(dataset, rse(), differing)))
                        .isRefusal(412, "FileConsistencyMismatch");
                writer.post("/dids/attachments", List.of(attachment(dataset, access().secondRse(), differing)))
                        .isRefusal(412, "FileConsistencyMismatch");
                writer.post(path(dataset) + "/dids", Map.of("dids", List.of(json(differing))))
                        .isRefusal(500, "FileConsistencyMismatch");
            }
        }

        assertThat(filesOf(other)).isEmpty();
        assertThat(catalogue().file(file.did())).contains(file);
        assertThat(replicasOf(file.did()).path("rses").propertyNames()).containsExactly(rse());
    }

    @Test
    void registeringAKnownNameWithAnotherSizeOrChecksumIsSilentAndTheFirstStays() throws IOException {
        var file = entry("registered.h5", 1_000, 1);
        var writer = writer();

        writer.post("/replicas", replicas(rse(), file)).isCreated();
        writer.post("/replicas", replicas(rse(), file)).isCreated();
        writer.post("/replicas", replicas(rse(), new FileEntry(file.did(), 999, sum(9))))
                .isCreated();

        assertThat(catalogue().file(file.did())).contains(file);
        assertThat(replicasOf(file.did()).path("adler32").asString())
                .isEqualTo(file.adler32().hex());
    }

    @Test
    void aReplicaElsewhereKeepsAnotherChecksumThatTheNameDoesNotHave() throws IOException {
        var file = entry("two-sums.h5", 1_000, 1);
        var writer = writer();
        writer.post("/replicas", replicas(rse(), file)).isCreated();

        writer.post("/replicas", replicas(access().secondRse(), new FileEntry(file.did(), 1_000, sum(9))))
                .isCreated();

        assertThat(catalogue().file(file.did())).contains(file);
        assertThat(replicasOf(file.did()).path("rses").propertyNames())
                .containsExactlyInAnyOrder(rse(), access().secondRse());
    }

    // What cannot be

    @Test
    void aClosedDatasetTakesNothingAndIsNotClosedAgain() throws IOException {
        var dataset = dataset("closed");
        catalogue().close(dataset);
        var writer = writer();

        writer.post("/dids/attachments", List.of(attachment(dataset, rse(), entry("closed.h5", 10, 1))))
                .isRefusal(409, "UnsupportedOperation");
        writer.put(path(dataset) + "/status", Map.of("open", false)).isRefusal(409, "UnsupportedOperation");
        reader().put(path(dataset) + "/status", Map.of("open", true)).isRefusal(401, "AccessDenied");
    }

    @Test
    void collectionsHoldOnlyWhatTheirKindHolds() throws IOException {
        var container = did("kinds");
        catalogue().createContainer(container);
        var dataset = dataset("kinds-dataset");
        var other = dataset("kinds-other");
        var file = entry("kinds.h5", 10, 1);
        catalogue().attachFiles(dataset, rse(), List.of(file));
        var writer = writer();

        writer.post(path(container) + "/dids", Map.of("dids", List.of(json(file.did()))))
                .isRefusal(409, "UnsupportedOperation");
        writer.post(path(container) + "/dids", Map.of("dids", List.of(json(container))))
                .isRefusal(409, "UnsupportedOperation");
        writer.post(path(other) + "/dids", Map.of("dids", List.of(json(dataset))))
                .isRefusal(409, "UnsupportedOperation");
        writer.post(path(did("kinds-file")), Map.of("type", "FILE")).isRefusal(409, "UnsupportedOperation");
    }

    @Test
    void whatIsNotInADatasetCannotBeTakenOut() throws IOException {
        writer().call("DELETE", path(dataset("holds-nothing")) + "/dids", Map.of("dids", List.of(json(did("x")))))
                .isRefusal(404, "DataIdentifierNotFound");
    }

    @Test
    void aBadNameAValueThatIsNotAllowedAndNoJsonAreBadRequests() throws IOException {
        var writer = writer();

        writer.post("/dids/" + scope() + "/bad%20name", Map.of("type", "DATASET"))
                .isRefusal(400, "InvalidObject");
        writer.post(path(did("typed")), Map.of("type", "DATASET", "meta", Map.of("datatype", "hoft")))
                .isRefusal(400, "InvalidObject");
        writer.post(path(did("broken")), "{\"type\":").isRefusal(400, "ValueError");
        writer.post(path(did("untyped")), Map.of()).isRefusal(400, "KeyError");
        writer.post("/replicas", List.of()).isRefusal(400, "TypeError");
    }

    // Rules

    @Test
    void aRuleThatIsThereIsAConflict() throws IOException {
        var dataset = dataset("rule-twice");
        var rule = rule(dataset, account(), rse(), 1);

        var first = writer().post("/rules/", rule);

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.type()).startsWith("text/html");
        assertThat(first.json().get(0).asString()).matches("[0-9a-f]{32}");
        writer().post("/rules/", rule).isRefusal(409, "DuplicateRule");
    }

    @Test
    void aRuleBeyondQuotaBeyondTheStorageElementsOrForNoneIsAConflict() throws IOException {
        var dataset = dataset("rule-impossible");
        var writer = writer();

        writer.post("/rules/", rule(dataset, access().accountWithoutQuota(), access().secondRse(), 1))
                .isRefusal(409, "InsufficientAccountLimit");
        writer.post("/rules/", rule(dataset, account(), rse(), 2)).isRefusal(409, "InsufficientTargetRSEs");
        writer.post("/rules/", rule(dataset, account(), "NOWHERE", 1)).isRefusal(409, "InvalidRSEExpression");
        writer.post("/rules/", rule(dataset, account(), "a&&(", 1)).isRefusal(409, "InvalidRSEExpression");
        assertThat(catalogue().rules(dataset)).isEmpty();
    }

    @Test
    void aRuleForAnUnknownAccountIsAnInternalError() throws IOException {
        writer().post("/rules/", rule(dataset("rule-of-nobody"), "nosuch", rse(), 1))
                .isRefusal(500, "AccountNotFound");
    }

    @Test
    void anExpressionForNoStorageElementIsABadRequestWhereElementsAreListed() throws IOException {
        writer().get("/rses/?expression=NOWHERE").isRefusal(400, "InvalidRSEExpression");
        writer().get("/rses/?expression=a%26%26(").isRefusal(400, "InvalidRSEExpression");
    }

    // What the calls are made of

    private String account() throws IOException {
        return writer().get("/accounts/whoami").location();
    }

    private static Map<String, Object> withType(DataIdentifier did) {
        var typed = new HashMap<>(json(did));
        typed.put("type", "DATASET");
        return typed;
    }

    private static Map<String, Object> attachment(DataIdentifier dataset, String rse, FileEntry file) {
        var attachment = new HashMap<>(json(dataset));
        attachment.put("rse", rse);
        attachment.put("dids", List.of(json(file)));
        return attachment;
    }

    private static Map<String, Object> replicas(String rse, FileEntry file) {
        var replica = new HashMap<>(json(file));
        replica.put("state", "A");
        return Map.of("rse", rse, "files", List.of(replica));
    }

    private static Map<String, Object> rule(DataIdentifier did, String account, String expression, int copies) {
        return Map.of("dids", List.of(json(did)), "account", account, "copies", copies, "rse_expression", expression);
    }

    private JsonNode replicasOf(DataIdentifier file) throws IOException {
        return writer().post("/replicas/list", Map.of("dids", List.of(json(file))))
                .lines()
                .getFirst();
    }
}
