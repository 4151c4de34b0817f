package org.strainlake.lake.rucio;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.strainlake.lake.Replica;
import tools.jackson.databind.JsonNode;

/** Rucio's ways to a storage element, as far as we can go them: those by HTTP. */
final class Protocols {
    private static final Set<String> BY_HTTP = Set.of("https", "http", "davs", "dav");

    private Protocols() {}

    /**
     * The root by the protocol that is best for writing over the wide area; by the best for reading where
     * none may write. A priority of 0 is the highest, null is off.
     */
    static Optional<URI> best(JsonNode protocols) {
        var byWriting = best(protocols, "write");
        return byWriting.isPresent() ? byWriting : best(protocols, "read");
    }

    private static Optional<URI> best(JsonNode protocols, String operation) {
        var usable = new ArrayList<JsonNode>();
        for (var protocol : protocols) {
            if (BY_HTTP.contains(protocol.path("scheme").asString("").toLowerCase(Locale.ROOT))
                    && priority(protocol, operation).isNumber()) {
                usable.add(protocol);
            }
        }
        return usable.stream()
                .min(Comparator.comparingInt(
                        protocol -> priority(protocol, operation).asInt(Integer.MAX_VALUE)))
                .flatMap(Protocols::root);
    }

    private static JsonNode priority(JsonNode protocol, String operation) {
        return protocol.path("domains").path("wan").path(operation);
    }

    private static Optional<URI> root(JsonNode protocol) {
        int port = protocol.path("port").asInt(0);
        String prefix = protocol.path("prefix").asString("/");
        return parsed(protocol.path("scheme").asString("").toLowerCase(Locale.ROOT) + "://"
                + protocol.path("hostname").asString("") + (port > 0 ? ":" + port : "")
                + (prefix.startsWith("/") ? "" : "/") + prefix + (prefix.endsWith("/") ? "" : "/"));
    }

    static Optional<URI> parsed(String url) {
        try {
            return Optional.of(new URI(url));
        } catch (URISyntaxException unreadable) {
            return Optional.empty();
        }
    }

    /** The addresses of a replica listing, best first; what we cannot read is left out. */
    static List<Replica.Address> addresses(JsonNode pfns) {
        record Ranked(int priority, Replica.Address address) {}
        var ranked = new ArrayList<Ranked>();
        for (var pfn : pfns.properties()) {
            String url = pfn.getKey();
            int colon = url.indexOf(':');
            if (colon > 0 && BY_HTTP.contains(url.substring(0, colon).toLowerCase(Locale.ROOT))) {
                int priority = pfn.getValue().path("priority").asInt(Integer.MAX_VALUE);
                String rse = pfn.getValue().path("rse").asString("");
                parsed(url).ifPresent(uri -> ranked.add(new Ranked(priority, new Replica.Address(rse, uri))));
            }
        }
        ranked.sort(Comparator.comparingInt(Ranked::priority));
        return ranked.stream().map(Ranked::address).toList();
    }
}
