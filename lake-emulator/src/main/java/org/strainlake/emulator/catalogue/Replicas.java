package org.strainlake.emulator.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.storage.StorageElement;
import org.strainlake.emulator.storage.StorageElements;

/** Says where files lie. Thread-safe. */
@Component
public class Replicas {
    private final State state;
    private final StorageElements elements;

    Replicas(State state, StorageElements elements) {
        this.state = state;
        this.elements = elements;
    }

    /**
     * What is asked for.
     *
     * @param schemes schemes the caller can read; empty for any
     * @param allStates whether copies that are not available are named too
     * @param expression RSEs to look at; null for all
     * @param parents whether what the file is in is named
     * @param lastRow whether the checksum shown is that of the last copy's row: with copies registered under other
     *     checksums, which one Rucio shows depends on the way it sorts
     */
    public record Query(
            List<String[]> dids,
            List<String> schemes,
            boolean allStates,
            @Nullable String expression,
            boolean parents,
            boolean lastRow) {}

    /** One row for each file below the DIDs; unknown DIDs are passed over. */
    public Stream<Map<String, @Nullable Object>> list(Query query) {
        Set<StorageElement> among = query.expression() == null
                ? Set.copyOf(elements.all())
                : RseExpression.evaluate(query.expression(), elements.all(), 400);
        List<Did.File> files = state.locked(() -> {
            var found = new LinkedHashSet<Did.File>();
            for (var did : query.dids()) {
                var known = state.find(did[0], did[1]);
                if (known != null) {
                    found.addAll(Rows.filesOf(known));
                }
            }
            return List.copyOf(found);
        });
        return files.stream().map(file -> row(file, among, query));
    }

    private Map<String, @Nullable Object> row(Did.File file, Set<StorageElement> among, Query query) {
        var pfns = new LinkedHashMap<String, Object>();
        var rses = new LinkedHashMap<String, Object>();
        var states = new LinkedHashMap<String, Object>();
        var adler32 = file.adler32;
        boolean first = true;
        for (var replica : file.replicas()) {
            var element = elements.named(replica.rse()).orElse(null);
            if (element == null || !among.contains(element) || !(replica.isAvailable() || query.allStates())) {
                continue;
            }
            if (first || query.lastRow()) {
                adler32 = replica.adler32();
            }
            first = false;
            states.put(element.name(), replica.stateName());
            if (!query.schemes().isEmpty()
                    && !query.schemes().contains(element.origin().getScheme())) {
                continue;
            }
            var address = element.address(Deterministic.path(file.scope, file.name));
            pfns.put(address, pfn(element, pfns.size() + 1));
            rses.put(element.name(), List.of(address));
        }
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("scope", file.scope);
        row.put("name", file.name);
        row.put("bytes", file.bytes);
        row.put("md5", file.md5);
        row.put("adler32", adler32);
        row.put("pfns", pfns);
        row.put("rses", rses);
        row.put("states", states);
        if (query.parents()) {
            row.put("parents", state.locked(() -> above(file)));
        }
        return row;
    }

    private static Map<String, Object> pfn(StorageElement element, int priority) {
        var pfn = new LinkedHashMap<String, Object>();
        pfn.put("rse_id", element.id());
        pfn.put("rse", element.name());
        pfn.put("type", "DISK");
        pfn.put("volatile", false);
        pfn.put("domain", "wan");
        pfn.put("priority", priority);
        pfn.put("client_extract", false);
        return pfn;
    }

    private static List<String> above(Did did) {
        var names = new LinkedHashSet<String>();
        var next = new ArrayList<Did>(did.parents());
        for (int i = 0; i < next.size(); i++) {
            if (names.add(next.get(i).toString())) {
                next.addAll(next.get(i).parents());
            }
        }
        return List.copyOf(names);
    }
}
