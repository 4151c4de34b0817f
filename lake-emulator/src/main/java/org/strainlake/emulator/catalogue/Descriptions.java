package org.strainlake.emulator.catalogue;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What there is to know of DIDs. Thread-safe. */
@Component
public class Descriptions {
    private final State state;

    Descriptions(State state) {
        this.state = state;
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
}
