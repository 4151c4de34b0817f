package org.strainlake.emulator.catalogue;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.broker.Hermes;
import org.strainlake.emulator.storage.StorageElements;

/** DIDs: made, attached, described, closed, listed. Each change is all or nothing. Thread-safe. */
@Component
public class Catalogue {
    private static final Pattern NAME = Pattern.compile("[/A-Za-z0-9][/A-Za-z0-9.\\-_]*");
    private static final Pattern SCOPE = Pattern.compile("[a-zA-Z_\\-.0-9]{1,25}");
    private static final int LONGEST_NAME = 250;

    private final State state;
    private final Accounts accounts;
    private final StorageElements elements;
    private final Hermes hermes;
    private final InstantSource clock;

    Catalogue(State state, Accounts accounts, StorageElements elements, Hermes hermes, InstantSource clock) {
        this.state = state;
        this.accounts = accounts;
        this.elements = elements;
        this.hermes = hermes;
        this.clock = clock;
    }

    /**
     * A dataset or container to be made.
     *
     * @param type DATASET or CONTAINER
     * @param lifetimeSeconds after which it is erased; null for never
     */
    public record NewCollection(
            String scope,
            String name,
            String type,
            Map<String, Object> metadata,
            @Nullable Long lifetimeSeconds) {}

    /**
     * A file as a caller describes it.
     *
     * @param bytes size; null if the caller did not say
     */
    public record NewFile(
            String scope,
            String name,
            @Nullable Long bytes,
            @Nullable String adler32,
            @Nullable String md5,
            char replicaState,
            @Nullable String pfn) {}

    /**
     * Things to be put into a collection.
     *
     * @param rse where the files lie and are to be registered; null if they are registered already
     */
    public record Attachment(
            String scope, String name, @Nullable String rse, List<NewFile> children) {}

    /** Makes collections. */
    public void add(Account by, List<NewCollection> wanted) {
        for (var did : wanted) {
            checkForm(did.scope(), did.name());
            checkMetadata(did.metadata());
            if (!by.mayChange(did.scope())) {
                throw denied(by, "can not add data identifier to scope " + did.scope() + ". ");
            }
        }
        state.locked(() -> {
            long now = clock.millis();
            var changes = new ArrayList<Change>();
            var names = new HashSet<String>();
            for (var did : wanted) {
                boolean dataset = switch (did.type()) {
                    case "DATASET" -> true;
                    case "CONTAINER" -> false;
                    default -> throw Refusal.unsupported("Only collection (dataset/container) can be registered.");
                };
                checkScope(did.scope());
                if (state.find(did.scope(), did.name()) != null || !names.add(did.scope() + ":" + did.name())) {
                    throw new Refusal(409, "DataIdentifierAlreadyExists", "Data Identifier already exists!");
                }
                var lifetime = did.lifetimeSeconds();
                var expires = lifetime == null ? null : Long.valueOf(now + lifetime * 1000);
                changes.add(new Change.Added(did.scope(), did.name(), dataset, by.name(), now, expires));
                did.metadata()
                        .forEach((key, value) ->
                                changes.add(new Change.Described(did.scope(), did.name(), key, value, now)));
            }
            state.change(changes);
            for (var did : wanted) {
                var payload = new LinkedHashMap<String, @Nullable Object>();
                payload.put("account", by.name());
                payload.put("scope", did.scope());
                payload.put("name", did.name());
                var added = (Did.Collection) state.get(did.scope(), did.name());
                payload.put("expired_at", Rows.date(added.expires));
                hermes.event(added.dataset ? "create_dts" : "create_cnt", payload);
            }
            return changes;
        });
    }

    /** Registers copies; one that is registered on the RSE already stays as it is, whatever it looks like. */
    public void register(Account by, String rse, List<NewFile> files) {
        checkRse(rse);
        checkMayRegister(by, rse);
        files.forEach(file -> checkForm(file.scope(), file.name()));
        state.locked(() -> {
            state.change(registrations(by, rse, files, new HashMap<>()));
            return files;
        });
    }

    private void checkMayRegister(Account by, String rse) {
        if (!by.isPrivileged()) {
            throw denied(by, "can not add file replicas on " + rse + ". ");
        }
    }

    private List<Change> registrations(
            Account by, String rse, List<NewFile> files, Map<String, Change.Registered> pending) {
        long now = clock.millis();
        var changes = new ArrayList<Change>();
        for (var file : files) {
            checkScope(file.scope());
            checkPfn(rse, file);
            var known = state.find(file.scope(), file.name());
            if (known instanceof Did.Collection) {
                throw new Refusal(409, "DataIdentifierAlreadyExists", "Data Identifier already exists!");
            }
            var key = file.scope() + ":" + file.name();
            boolean there = known instanceof Did.File registered && registered.replica(rse) != null;
            if (there || pending.containsKey(key)) {
                continue;
            }
            var bytes = file.bytes() != null
                    ? file.bytes()
                    : known instanceof Did.File registered ? Long.valueOf(registered.bytes) : null;
            if (bytes == null) {
                throw new Refusal(400, "KeyError", "'bytes' not defined");
            }
            var change = new Change.Registered(
                    file.scope(),
                    file.name(),
                    rse,
                    file.replicaState(),
                    bytes,
                    file.adler32(),
                    file.md5(),
                    by.name(),
                    now);
            pending.put(key, change);
            changes.add(change);
        }
        return changes;
    }

    private void checkPfn(String rse, NewFile file) {
        var given = file.pfn();
        if (given == null) {
            return;
        }
        var expected = elements.named(rse).orElseThrow().address(Deterministic.path(file.scope(), file.name()));
        if (!expected.equals(given)) {
            throw new Refusal(
                    400,
                    "InvalidPath",
                    "One of the PFNs provided {'" + given + "'} for [{'scope': '" + file.scope() + "', 'name': '"
                            + file.name() + "'}] does not match the Rucio expected PFNs: {'" + expected + "'}");
        }
    }

    /** Changes the state of copies that are registered. */
    public void setReplicaStates(Account by, String rse, List<NewFile> files) {
        checkRse(rse);
        if (!by.isPrivileged()) {
            throw denied(by, "can not update file replicas state on " + rse + ". ");
        }
        state.locked(() -> {
            var changes = new ArrayList<Change>();
            for (var file : files) {
                var replica =
                        state.find(file.scope(), file.name()) instanceof Did.File known ? known.replica(rse) : null;
                if (replica == null) {
                    throw new Refusal(
                            500,
                            "ReplicaNotFound",
                            "No row found for scope: " + file.scope() + " name: " + file.name() + " rse: " + rse);
                }
                changes.add(new Change.Registered(
                        file.scope(),
                        file.name(),
                        rse,
                        file.replicaState(),
                        replica.bytes(),
                        replica.adler32(),
                        null,
                        by.name(),
                        clock.millis()));
            }
            state.change(changes);
            return changes;
        });
    }

    /**
     * Puts things into collections.
     *
     * @param ignoreDuplicate whether files that are in already are passed over
     */
    public void attach(Account by, List<Attachment> attachments, boolean ignoreDuplicate) {
        for (var attachment : attachments) {
            if (!by.mayChange(attachment.scope())) {
                throw denied(
                        by, "can not add data identifiers to " + attachment.scope() + ":" + attachment.name() + ". ");
            }
            if (attachment.rse() != null) {
                checkRse(attachment.rse());
                checkMayRegister(by, attachment.rse());
            }
        }
        state.locked(() -> {
            var changes = new ArrayList<Change>();
            var containers = new ArrayList<Change.Attached>();
            for (var attachment : attachments) {
                if (!(state.find(attachment.scope(), attachment.name()) instanceof Did.Collection parent)) {
                    throw Refusal.didNotFound(attachment.scope(), attachment.name());
                }
                if (!parent.isOpen()) {
                    throw Refusal.unsupported("Data identifier '" + parent + "' is closed");
                }
                if (parent.dataset) {
                    changes.addAll(intoDataset(by, parent, attachment, ignoreDuplicate));
                } else {
                    var attached = intoContainer(parent, attachment);
                    containers.addAll(attached);
                    changes.addAll(attached);
                }
                state.touch(parent);
            }
            state.change(changes);
            for (var attached : containers) {
                hermes.event("register_cnt", containment(by.name(), attached));
            }
            return changes;
        });
    }

    private List<Change> intoDataset(
            Account by, Did.Collection parent, Attachment attachment, boolean ignoreDuplicate) {
        var pending = new HashMap<String, Change.Registered>();
        var changes = new ArrayList<Change>();
        if (attachment.rse() != null) {
            changes.addAll(registrations(by, attachment.rse(), attachment.children(), pending));
        }
        Set<String> taken = new HashSet<>();
        for (var child : attachment.children()) {
            var known = state.find(child.scope(), child.name());
            var key = child.scope() + ":" + child.name();
            if (known instanceof Did.Collection collection) {
                throw Refusal.unsupported("Data identifier " + collection + " of type " + collection.type()
                        + " cannot be added to a dataset ");
            }
            if (known instanceof Did.File file) {
                checkConsistent(child, file.bytes, file.adler32, file.md5);
                if (file.isIn(parent)) {
                    if (ignoreDuplicate) {
                        continue;
                    }
                    throw new Refusal(409, "FileAlreadyExists", duplicate("CONTENTS_PK", parent, child));
                }
            } else {
                var registered = pending.get(key);
                if (registered == null) {
                    throw Refusal.didNotFound(child.scope(), child.name());
                }
                checkConsistent(child, registered.bytes(), registered.adler32(), registered.md5());
            }
            if (taken.add(key)) {
                changes.add(
                        new Change.Attached(parent.scope, parent.name, child.scope(), child.name(), clock.millis()));
            }
        }
        return changes;
    }

    private static void checkConsistent(NewFile said, long bytes, @Nullable String adler32, @Nullable String md5) {
        var given = new String[] {String.valueOf(said.bytes()), said.adler32(), said.md5()};
        var known = new String[] {String.valueOf(bytes), adler32, md5};
        var keys = new String[] {"bytes", "adler32", "md5"};
        for (int i = said.bytes() == null ? 1 : 0; i < keys.length; i++) {
            if (given[i] != null && !given[i].equals(known[i])) {
                throw new Refusal(
                        500,
                        "FileConsistencyMismatch",
                        keys[i] + " mismatch for '" + said.scope() + ":" + said.name() + "': " + given[i] + "!="
                                + known[i]);
            }
        }
    }

    private List<Change.Attached> intoContainer(Did.Collection parent, Attachment attachment) {
        var changes = new ArrayList<Change.Attached>();
        String type = null;
        for (var child : attachment.children()) {
            var known = state.get(child.scope(), child.name());
            if (known == parent) {
                throw Refusal.unsupported("Self-append is not valid!");
            }
            if (known instanceof Did.File) {
                throw Refusal.unsupported("Adding a file (" + known + ") to a container (" + parent + ") is forbidden");
            }
            if (type != null && !type.equals(known.type())) {
                throw Refusal.unsupported("Mixed collection is not allowed: '" + known + "' is a " + known.type()
                        + "(expected type: " + type + ")");
            }
            type = known.type();
            if (isAbove(known, parent)) {
                throw Refusal.unsupported(
                        "Circular attachment detected. " + known + " is already a parent of " + parent);
            }
            if (known.isIn(parent)) {
                throw new Refusal(409, "DuplicateContent", duplicate("CONTENTS_PK", parent, child));
            }
            changes.add(new Change.Attached(parent.scope, parent.name, child.scope(), child.name(), clock.millis()));
        }
        return changes;
    }

    private static boolean isAbove(Did candidate, Did did) {
        return did.parents().stream().anyMatch(parent -> parent == candidate || isAbove(candidate, parent));
    }

    private static String duplicate(String constraint, Did parent, NewFile child) {
        return "('(psycopg.errors.UniqueViolation) duplicate key value violates unique constraint \"" + constraint
                + "\"\\nDETAIL:  Key (scope, name, child_scope, child_name)=(" + parent.scope + ", " + parent.name
                + ", "
                + child.scope() + ", " + child.name() + ") already exists.',)";
    }

    private Map<String, @Nullable Object> containment(String account, Change.Attached attached) {
        var payload = new LinkedHashMap<String, @Nullable Object>();
        payload.put("account", account);
        payload.put("scope", attached.scope());
        payload.put("name", attached.name());
        payload.put("childscope", attached.childScope());
        payload.put("childname", attached.childName());
        payload.put(
                "childtype",
                state.get(attached.childScope(), attached.childName()).type());
        return payload;
    }

    /** Takes things out of a collection. */
    public void detach(Account by, String scope, String name, List<NewFile> children) {
        if (!by.mayChange(scope)) {
            throw denied(by, "can not detach data identifiers from " + scope + ":" + name + ". ");
        }
        state.locked(() -> {
            if (!(state.find(scope, name) instanceof Did.Collection parent)) {
                throw Refusal.didNotFound(scope, name);
            }
            if (parent.children().isEmpty()) {
                throw new Refusal(
                        404,
                        "DataIdentifierNotFound",
                        "Data identifier '" + parent + "' has no child data identifiers.");
            }
            var changes = new ArrayList<Change.Detached>();
            for (var child : children) {
                var known = state.find(child.scope(), child.name());
                if (known == null || !known.isIn(parent)) {
                    throw new Refusal(
                            404,
                            "DataIdentifierNotFound",
                            "Data identifier '" + child.scope() + ":" + child.name() + "' not found under '" + parent
                                    + "'");
                }
                changes.add(new Change.Detached(scope, name, child.scope(), child.name(), clock.millis()));
            }
            state.change(changes);
            for (var detached : changes) {
                told(parent, state.get(detached.childScope(), detached.childName()));
            }
            state.touch(parent);
            return changes;
        });
    }

    private void told(Did.Collection parent, Did child) {
        if (!parent.dataset) {
            var erased = new LinkedHashMap<String, @Nullable Object>();
            erased.put("scope", parent.scope);
            erased.put("name", parent.name);
            erased.put("childscope", child.scope);
            erased.put("childname", child.name);
            erased.put("childtype", child.type());
            hermes.event("erase_cnt", erased);
        }
        var detached = new LinkedHashMap<String, @Nullable Object>();
        detached.put("scope", parent.scope);
        detached.put("name", parent.name);
        detached.put("did_type", "DIDType." + parent.type());
        detached.put("child_scope", child.scope);
        detached.put("child_name", child.name);
        detached.put("child_type", "DIDType." + child.type());
        hermes.event("detach", detached);
    }

    /** Closes or opens a collection. */
    public void setOpen(Account by, String scope, String name, boolean open) {
        if (open ? !by.isPrivileged() : !by.mayChange(scope)) {
            throw denied(by, "can not set status on data identifier " + scope + ":" + name + ". ");
        }
        state.locked(() -> {
            if (!(state.get(scope, name) instanceof Did.Collection did) || did.isOpen() == open) {
                throw Refusal.unsupported(
                        "The status of the data identifier '" + scope + ":" + name + "' cannot be changed");
            }
            state.change(List.of(new Change.Opened(scope, name, open, clock.millis())));
            var payload = new LinkedHashMap<String, @Nullable Object>();
            payload.put("scope", scope);
            payload.put("name", name);
            if (!open) {
                var files = Rows.filesOf(did);
                payload.put("bytes", (double) Rows.size(files));
                payload.put("length", files.size());
                payload.put("events", 0);
            }
            hermes.event(open ? "open" : "close", payload);
            if (!open) {
                state.touch(did);
            }
            return did;
        });
    }

    /** Gives metadata values; a null removes a free one. */
    public void describe(Account by, String scope, String name, Map<String, @Nullable Object> values) {
        if (!by.mayChange(scope)) {
            throw denied(by, "can not add metadata to data identifier " + scope + ":" + name + ". ");
        }
        checkMetadata(values);
        state.locked(() -> {
            state.get(scope, name);
            long now = clock.millis();
            var changes = values.entrySet().stream()
                    .map(entry -> new Change.Described(scope, name, entry.getKey(), entry.getValue(), now))
                    .toList();
            state.change(changes);
            return changes;
        });
    }

    /** One DID; {@code deep} counts the files below it. */
    public Map<String, @Nullable Object> did(String scope, String name, boolean deep) {
        return state.locked(() -> Rows.did(state.get(scope, name), deep));
    }

    /** Metadata: those with a column, the free ones, or both. */
    public Map<String, @Nullable Object> metadata(String scope, String name, boolean columns, boolean free) {
        return state.locked(() -> Rows.metadata(state.get(scope, name), columns, free));
    }

    /** Metadata with a column of many DIDs, given by scope and name; unknown ones are passed over. */
    public Stream<Map<String, @Nullable Object>> metadataOf(List<String[]> dids) {
        return dids.stream()
                .map(did -> state.locked(() -> {
                    var known = state.find(did[0], did[1]);
                    return known == null ? Map.<String, @Nullable Object>of() : Rows.metadata(known, true, false);
                }))
                .filter(row -> !row.isEmpty());
    }

    /** The files below a DID. */
    public Stream<Map<String, @Nullable Object>> files(String scope, String name) {
        return state.locked(() -> List.copyOf(Rows.filesOf(state.get(scope, name)))).stream()
                .map(Rows::file);
    }

    /** What is directly in a collection. */
    public Stream<Map<String, @Nullable Object>> content(String scope, String name) {
        return state
                .locked(() -> state.get(scope, name) instanceof Did.Collection collection
                        ? List.copyOf(collection.children())
                        : List.<Did>of())
                .stream()
                .map(Rows::content);
    }

    /** What a DID is directly in. */
    public Stream<Map<String, @Nullable Object>> parents(String scope, String name) {
        return state
                .locked(() -> {
                    var did = state.find(scope, name);
                    return did == null ? List.<Did.Collection>of() : did.parents();
                })
                .stream()
                .map(Rows::parent);
    }

    /**
     * DIDs of a scope.
     *
     * @param type all, collection, dataset, container or file
     * @param name {@code *} stands for any run of characters, {@code ?} for one
     */
    public List<Map<String, @Nullable Object>> search(String scope, String type, String name, int limit) {
        var pattern = Pattern.compile(Stream.of(name.split("(?=[*?])|(?<=[*?])"))
                .map(part -> part.equals("*") ? ".*" : part.equals("?") ? "." : Pattern.quote(part))
                .reduce("", String::concat));
        return state.locked(() -> state.allOf(scope).stream()
                .filter(did -> ofType(did, type))
                .filter(did -> pattern.matcher(did.name).matches())
                .limit(limit)
                .map(Rows::found)
                .toList());
    }

    private static boolean ofType(Did did, String type) {
        return switch (type) {
            case "all" -> true;
            case "collection" -> did instanceof Did.Collection;
            case "dataset" -> did instanceof Did.Collection collection && collection.dataset;
            case "container" -> did instanceof Did.Collection collection && !collection.dataset;
            case "file" -> did instanceof Did.File;
            default -> throw Refusal.notImplemented("DIDs of type " + type);
        };
    }

    private static void checkForm(String scope, String name) {
        if (!SCOPE.matcher(scope).matches()) {
            throw new Refusal(400, "InvalidObject", "Problem validating scope: '" + scope + "' does not match");
        }
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new Refusal(
                    400,
                    "InvalidObject",
                    "Problem validating did: '" + name + "' does not match '^[/A-Za-z0-9][/A-Za-z0-9\\\\.\\\\-_]*$'\n\n"
                            + "Failed validating 'pattern' in schema['properties']['name']:\n"
                            + "    {'description': 'Data Identifier name',\n     'type': 'string',\n"
                            + "     'maxLength': 250,\n     'pattern': '^[/A-Za-z0-9][/A-Za-z0-9\\\\.\\\\-_]*$'}\n\n"
                            + "On instance['name']:\n    '" + name + "'");
        }
    }

    private static void checkMetadata(Map<String, ? extends @Nullable Object> values) {
        if (values.get("datatype") != null) {
            throw new Refusal(
                    400,
                    "InvalidObject",
                    "The value " + values.get("datatype") + "' for the key datatype is not valid");
        }
    }

    private void checkScope(String scope) {
        if (!accounts.scopeExists(scope)) {
            throw new Refusal(404, "ScopeNotFound", "Scope not found!");
        }
    }

    private void checkRse(String rse) {
        if (elements.named(rse).isEmpty()) {
            throw StorageView.notFound(rse);
        }
    }

    private static Refusal denied(Account by, String what) {
        return new Refusal(401, "AccessDenied", "Account " + by.name() + " " + what);
    }
}
