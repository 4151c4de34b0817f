package org.strainlake.emulator.catalogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that the catalogue holds, and its journal: what is changed is written first, in one write for what belongs
 * together, then applied. Everything here happens under {@link #locked}.
 */
@Component
class State implements DisposableBean {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, TreeMap<String, Did>> scopes = new HashMap<>();
    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private final Map<Did, List<Rule>> rulesOf = new HashMap<>();
    private final Map<String, String> words = new HashMap<>();
    private final Set<Did.Collection> touched = new LinkedHashSet<>();
    private final Set<Did.Collection> mortal = new LinkedHashSet<>();
    private final JsonMapper json;
    private final FileChannel journal;

    State(CatalogueProperties properties, JsonMapper json) throws IOException {
        this.json = json;
        var file = properties.directory().resolve("journal.ndjson");
        Files.createDirectories(properties.directory());
        long whole = replay(file);
        journal = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        journal.truncate(whole).position(journal.size());
        if (journal.size() < whole) {
            Channels.newOutputStream(journal).write('\n');
        }
    }

    /** Reads the journal; how many bytes its whole lines take, one more than it has if only the last line's end is missing. */
    private long replay(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        long whole = 0;
        try (var in = Files.newInputStream(file);
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    apply(json.readValue(line, Change.class));
                } catch (JacksonException cutOff) {
                    return whole;
                }
                whole += line.getBytes(StandardCharsets.UTF_8).length + 1;
            }
        }
        return whole;
    }

    /** Does something with the state to itself. */
    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Writes changes that belong together, then applies them. */
    void change(List<? extends Change> changes) {
        var text = new StringBuilder();
        for (var change : changes) {
            text.append(json.writerFor(Change.class).writeValueAsString(change)).append('\n');
        }
        try {
            Channels.newOutputStream(journal).write(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the catalogue's journal cannot be written", e);
        }
        changes.forEach(this::apply);
    }

    /** A DID, or null. */
    @Nullable
    Did find(String scope, String name) {
        var names = scopes.get(scope);
        return names == null ? null : names.get(name);
    }

    /** A DID that must be there. */
    Did get(String scope, String name) {
        var did = find(scope, name);
        if (did == null) {
            throw Refusal.didNotFound(scope, name);
        }
        return did;
    }

    /** All DIDs of a scope in the order of their names. */
    Collection<Did> allOf(String scope) {
        var names = scopes.get(scope);
        return names == null ? List.of() : names.values();
    }

    /** All scopes with something in them. */
    Collection<String> scopes() {
        return scopes.keySet();
    }

    @Nullable
    Rule rule(String id) {
        return rules.get(id);
    }

    Collection<Rule> rules() {
        return rules.values();
    }

    List<Rule> rulesOf(Did did) {
        return rulesOf.getOrDefault(did, List.of());
    }

    /** Marks a collection for the evaluation of rules on it and on what it is in. */
    void touch(Did.Collection did) {
        touched.add(did);
    }

    /** Takes what was marked. */
    Set<Did.Collection> takeTouched() {
        var taken = new LinkedHashSet<>(touched);
        touched.clear();
        return taken;
    }

    /** Takes the collections whose time is over. */
    List<Did.Collection> takeExpired(long now) {
        var over = mortal.stream()
                .filter(did -> did.expires != null && did.expires <= now)
                .toList();
        over.forEach(mortal::remove);
        return over;
    }

    private void apply(Change change) {
        switch (change) {
            case Change.Added added -> {
                var did = new Did.Collection(
                        word(added.scope()),
                        added.name(),
                        word(added.account()),
                        added.at(),
                        added.dataset(),
                        added.expires());
                put(did);
                if (did.expires != null) {
                    mortal.add(did);
                }
            }
            case Change.Registered registered -> register(registered);
            case Change.Attached attached -> {
                var parent = (Did.Collection) get(attached.scope(), attached.name());
                var child = get(attached.childScope(), attached.childName());
                parent.children().add(child);
                parent.updated = attached.at();
                child.joined(parent);
            }
            case Change.Detached detached -> {
                var parent = (Did.Collection) get(detached.scope(), detached.name());
                var child = get(detached.childScope(), detached.childName());
                parent.children().remove(child);
                parent.updated = detached.at();
                child.left(parent);
            }
            case Change.Opened opened -> {
                var did = (Did.Collection) get(opened.scope(), opened.name());
                did.open(opened.open());
                did.updated = opened.at();
            }
            case Change.Described described -> {
                var did = get(described.scope(), described.name());
                var values = new TreeMap<>(did.metadata());
                if (described.value() == null) {
                    values.remove(described.key());
                } else {
                    values.put(described.key(), described.value());
                }
                did.metadata(values);
                did.updated = described.at();
            }
            case Change.Erased erased -> erase((Did.Collection) get(erased.scope(), erased.name()));
            case Change.Ruled ruled -> {
                var rule = new Rule(ruled, get(ruled.scope(), ruled.name()));
                rules.put(rule.id(), rule);
                rulesOf.merge(rule.did, List.of(rule), State::joined);
            }
            case Change.RuleExpires(var id, var expires, var at) -> {
                var rule = rules.get(id);
                if (rule != null) {
                    rule.expires = expires;
                    rule.updated = at;
                }
            }
            case Change.Unruled(var id) -> {
                var rule = rules.remove(id);
                if (rule != null) {
                    var left = rulesOf(rule.did).stream()
                            .filter(other -> other != rule)
                            .toList();
                    rulesOf.put(rule.did, left);
                    if (left.isEmpty()) {
                        rulesOf.remove(rule.did);
                    }
                }
            }
        }
    }

    private void register(Change.Registered registered) {
        var known = find(registered.scope(), registered.name());
        Did.File file;
        if (known instanceof Did.File already) {
            file = already;
        } else {
            file = new Did.File(
                    word(registered.scope()),
                    registered.name(),
                    word(registered.account()),
                    registered.at(),
                    registered.bytes(),
                    registered.adler32(),
                    registered.md5());
            put(file);
        }
        // One string serves the file and its usual copies.
        var adler32 = registered.adler32();
        var same = adler32 != null && adler32.equals(file.adler32) ? file.adler32 : adler32;
        file.put(new Did.Replica(word(registered.rse()), registered.state(), registered.bytes(), same));
    }

    private void erase(Did.Collection did) {
        did.children().forEach(child -> child.left(did));
        did.parents().forEach(parent -> parent.children().remove(did));
        for (var rule : rulesOf(did)) {
            rules.remove(rule.id());
        }
        rulesOf.remove(did);
        mortal.remove(did);
        var names = scopes.get(did.scope);
        if (names != null) {
            names.remove(did.name);
        }
    }

    private void put(Did did) {
        scopes.computeIfAbsent(did.scope, _ -> new TreeMap<>()).put(did.name, did);
    }

    private String word(String text) {
        return words.computeIfAbsent(text, same -> same);
    }

    private static List<Rule> joined(List<Rule> some, List<Rule> more) {
        var all = new java.util.ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    @Override
    public void destroy() throws IOException {
        journal.close();
    }
}
