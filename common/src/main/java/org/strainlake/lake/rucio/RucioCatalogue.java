package org.strainlake.lake.rucio;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.strainlake.http.Answer;
import org.strainlake.http.OutsideBusy;
import org.strainlake.http.Peer;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.CatalogueRefusal;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.FileEntry;
import org.strainlake.lake.Replica;
import org.strainlake.lake.StorageElement;
import org.strainlake.token.TokenSource;

/**
 * A Rucio server. A refused login is {@code Busy} for half a minute rather than a refusal: an operator can
 * mend it, and nothing is lost meanwhile. Files that Rucio lists without an adler32 are left out, since
 * nobody could check them.
 */
public final class RucioCatalogue implements Catalogue {
    private static final List<String> SCHEMES = List.of("https", "http", "davs", "dav");

    private final RucioClient client;
    private final Addresses addresses;
    private final Attachments attachments;
    private final Optional<String> configuredAccount;
    private volatile @Nullable String account;

    /**
     * A catalogue.
     *
     * @param settings where it is and how to log in
     * @param rucio the server behind its circuit breaker
     * @param tokens where tokens come from, unless the settings log in by password
     * @param clock decides what has expired
     * @throws IllegalArgumentException if there is neither a source of tokens nor a password
     */
    public RucioCatalogue(RucioProperties settings, Peer rucio, @Nullable TokenSource tokens, InstantSource clock) {
        var userPass = settings.userPass();
        RucioLogin login;
        if (userPass != null) {
            login = new UserPassLogin(settings, userPass, rucio, clock);
        } else if (tokens != null) {
            login = new TokenLogin(tokens, settings.audience(), settings.tokenScope());
        } else {
            throw new IllegalArgumentException(
                    "strainlake.lake.rucio needs strainlake.token.client, or user-pass, to log in");
        }
        this.client = new RucioClient(settings, rucio, login, clock);
        this.addresses = new Addresses(client);
        this.attachments = new Attachments(client);
        this.configuredAccount = Optional.ofNullable(userPass).map(RucioProperties.UserPass::account);
    }

    /** Whether an answer tells that Rucio is ill: its own refusals do not, though some come with a 500. */
    public static boolean isIll(Answer answer) {
        return RucioErrors.isIll(answer);
    }

    @Override
    public String version() throws IOException {
        String version = client.askOpenly("/ping").path("version").asString("");
        if (version.isEmpty()) {
            throw new IOException("Rucio's ping names no version");
        }
        return version;
    }

    /** What is wrong with Rucio's clock or ours, if something is. */
    Optional<String> clockTrouble() {
        return client.clockTrouble();
    }

    @Override
    public StorageElement storageElement(String rse) throws IOException {
        String path = "/rses/" + RucioClient.encoded(rse);
        var info = client.ask(path);
        var attributes = new HashMap<String, String>();
        String algorithm = info.path("lfn2pfn_algorithm").asString("");
        if (!algorithm.isEmpty()) {
            attributes.put("lfn2pfn_algorithm", algorithm);
        }
        for (var attribute : client.ask(path + "/attr/").properties()) {
            attributes.put(attribute.getKey(), attribute.getValue().asString(""));
        }
        var root = Protocols.best(info.path("protocols"))
                .orElseThrow(() -> new CatalogueRefusal("RSEProtocolNotSupported", rse + " has no protocol by HTTP"));
        return new StorageElement(rse, root, info.path("deterministic").asBoolean(false), attributes);
    }

    @Override
    public URI address(StorageElement rse, DataIdentifier file) throws IOException {
        return addresses.of(rse, file);
    }

    @Override
    public CatalogueResult createDataset(DataIdentifier dataset, Map<String, String> metadata) {
        return create(
                dataset, metadata.isEmpty() ? Map.of("type", "DATASET") : Map.of("type", "DATASET", "meta", metadata));
    }

    @Override
    public CatalogueResult describe(DataIdentifier did, Map<String, String> metadata) {
        return outcome("", () -> change("POST", RucioClient.path(did) + "/meta", Map.of("meta", metadata)));
    }

    @Override
    public Map<String, String> metadata(DataIdentifier did) throws IOException {
        try {
            var text = new HashMap<String, String>();
            for (var entry :
                    client.ask(RucioClient.path(did) + "/meta?plugin=ALL").properties()) {
                if (entry.getValue().isString()) {
                    text.put(entry.getKey(), entry.getValue().stringValue());
                }
            }
            return text;
        } catch (CatalogueRefusal refusal) {
            if (refusal.refusal().equals("DataIdentifierNotFound")) {
                return Map.of();
            }
            throw refusal;
        }
    }

    @Override
    public CatalogueResult createContainer(DataIdentifier container) {
        return create(container, Map.of("type", "CONTAINER"));
    }

    private CatalogueResult create(DataIdentifier did, Map<String, ?> body) {
        return outcome("DataIdentifierAlreadyExists", () -> change("POST", RucioClient.path(did), body));
    }

    @Override
    public CatalogueResult attachDatasets(DataIdentifier container, List<DataIdentifier> datasets) {
        var result = attachToContainer(container, datasets);
        if (datasets.size() > 1 && isDuplicate(result)) {
            // All or nothing was attached: nothing, then.
            for (var dataset : datasets) {
                var single = attachToContainer(container, List.of(dataset));
                if (!(single instanceof CatalogueResult.Done) && !isDuplicate(single)) {
                    return single;
                }
            }
        }
        return isDuplicate(result) ? new CatalogueResult.Done() : result;
    }

    private CatalogueResult attachToContainer(DataIdentifier container, List<DataIdentifier> datasets) {
        var dids = datasets.stream()
                .map(dataset -> Map.of("scope", dataset.scope(), "name", dataset.name()))
                .toList();
        return outcome("", () -> change("POST", RucioClient.path(container) + "/dids", Map.of("dids", dids)));
    }

    private static boolean isDuplicate(CatalogueResult result) {
        return result instanceof CatalogueResult.Refused refused
                && (refused.cause().equals("DuplicateContent")
                        || refused.cause().equals("FileAlreadyExists")
                        || refused.cause().equals("DataIdentifierAlreadyExists"));
    }

    @Override
    public CatalogueResult attachFiles(DataIdentifier dataset, String rse, List<FileEntry> files) {
        return outcome("", () -> attachments.attach(dataset, rse, files));
    }

    @Override
    public CatalogueResult close(DataIdentifier dataset) {
        return outcome("", () -> {
            try {
                return change("PUT", RucioClient.path(dataset) + "/status", Map.of("open", false));
            } catch (CatalogueRefusal refusal) {
                if (refusal.refusal().equals("UnsupportedOperation")
                        && isOpen(dataset).equals(Optional.of(false))) {
                    return new CatalogueResult.Done();
                }
                throw refusal;
            }
        });
    }

    @Override
    public CatalogueResult addRule(DataIdentifier did, String rseExpression, int copies, String activity) {
        return outcome("DuplicateRule", () -> {
            var rule = new TreeMap<String, Object>();
            rule.put("dids", List.of(Map.of("scope", did.scope(), "name", did.name())));
            rule.put("account", account());
            rule.put("copies", copies);
            rule.put("rse_expression", rseExpression);
            rule.put("grouping", "DATASET");
            rule.put("activity", activity);
            rule.put("notify", "Y");
            return change("POST", "/rules/", rule);
        });
    }

    private String account() throws IOException {
        var known = account;
        if (known == null) {
            known = configuredAccount.isPresent() ? configuredAccount.get() : client.account();
            account = known;
        }
        return known;
    }

    @Override
    public List<Rule> rules(DataIdentifier did) throws IOException {
        var rules = new ArrayList<Rule>();
        client.askLines(
                "GET",
                RucioClient.path(did) + "/rules",
                null,
                line -> rules.add(new Rule(
                        line.path("id").asString(""),
                        line.path("state").asString(""),
                        line.path("locks_ok_cnt").asLong(0),
                        line.path("locks_replicating_cnt").asLong(0),
                        line.path("locks_stuck_cnt").asLong(0))));
        return rules;
    }

    @Override
    public Optional<FileEntry> file(DataIdentifier did) throws IOException {
        return attachments.meta(did);
    }

    @Override
    public Optional<Boolean> isOpen(DataIdentifier dataset) throws IOException {
        try {
            var answer = client.ask(RucioClient.path(dataset));
            if (!answer.has("open") && !answer.has("type")) {
                throw new IOException("Rucio does not say whether " + dataset + " is open");
            }
            return Optional.of(answer.path("open").asBoolean(false));
        } catch (CatalogueRefusal refusal) {
            if (refusal.refusal().equals("DataIdentifierNotFound")) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    @Override
    public void files(DataIdentifier collection, Consumer<FileEntry> each) throws IOException {
        client.askLines(
                "GET",
                RucioClient.path(collection) + "/files",
                null,
                line -> Attachments.entry(line).ifPresent(each));
    }

    @Override
    public void datasets(String scope, String namePattern, Consumer<DataIdentifier> each) throws IOException {
        client.askNames(
                "/dids/" + RucioClient.encoded(scope) + "/dids/search?type=dataset&long=0&name="
                        + RucioClient.encoded(namePattern),
                name -> identifier(scope, name).ifPresent(each));
    }

    /** Empty for a foreign name that we cannot have: it is nobody's dataset here. */
    private static Optional<DataIdentifier> identifier(String scope, String name) {
        try {
            return Optional.of(new DataIdentifier(scope, name));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    @Override
    public void replicas(List<DataIdentifier> dids, Consumer<Replica> each) throws IOException {
        var wanted = dids.stream()
                .map(did -> Map.of("scope", did.scope(), "name", did.name()))
                .toList();
        // The default order costs Rucio ten times the time; its priorities come with each address anyway.
        var question = Map.of("dids", wanted, "schemes", SCHEMES, "sort", "random");
        client.askLines(
                "POST",
                "/replicas/list",
                question,
                line -> Attachments.entry(line)
                        .ifPresent(file -> each.accept(new Replica(file, Protocols.addresses(line.path("pfns"))))));
    }

    @Override
    public void trace(Map<String, Object> trace) throws IOException {
        client.tell("/traces/", trace);
    }

    private CatalogueResult change(String method, String path, Object body) throws IOException {
        client.change(method, path, body, Duration.ZERO);
        return new CatalogueResult.Done();
    }

    private static CatalogueResult outcome(String doneAlready, Change change) {
        try {
            return change.make();
        } catch (CatalogueRefusal refusal) {
            return refusal.refusal().equals(doneAlready)
                    ? new CatalogueResult.Done()
                    : new CatalogueResult.Refused(refusal.refusal(), OutsideBusy.reasonOf(refusal));
        } catch (IOException failed) {
            return new CatalogueResult.Busy(OutsideBusy.pauseAfter(failed), OutsideBusy.reasonOf(failed));
        }
    }

    private interface Change {
        CatalogueResult make() throws IOException;
    }
}
