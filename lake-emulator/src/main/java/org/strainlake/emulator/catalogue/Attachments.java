package org.strainlake.emulator.catalogue;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.broker.Hermes;

/** What is in which collection: put in, taken out. Each change is all or nothing. Thread-safe. */
@Component
public class Attachments {
    private final State state;
    private final Checks checks;
    private final Registrations registrations;
    private final Hermes hermes;
    private final InstantSource clock;

    Attachments(State state, Checks checks, Registrations registrations, Hermes hermes, InstantSource clock) {
        this.state = state;
        this.checks = checks;
        this.registrations = registrations;
        this.hermes = hermes;
        this.clock = clock;
    }

    /**
     * Things to be put into a collection.
     *
     * @param rse where the files lie and are to be registered; null if they are registered already
     */
    public record Attachment(
            String scope, String name, @Nullable String rse, List<NewFile> children) {}

    /**
     * Puts things into collections.
     *
     * @param ignoreDuplicate whether files that are in already are passed over
     */
    public void attach(Account by, List<Attachment> attachments, boolean ignoreDuplicate) {
        for (var attachment : attachments) {
            if (attachment.rse() != null) {
                checks.rse(attachment.rse());
            }
            if (!by.mayChange(attachment.scope())) {
                throw Checks.denied(
                        by, "can not add data identifiers to " + attachment.scope() + ":" + attachment.name() + ". ");
            }
            if (attachment.rse() != null) {
                registrations.checkMayRegister(by, attachment.rse());
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
            changes.addAll(registrations.registrations(by, attachment.rse(), attachment.children(), pending));
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
            throw Checks.denied(by, "can not detach data identifiers from " + scope + ":" + name + ". ");
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
}
