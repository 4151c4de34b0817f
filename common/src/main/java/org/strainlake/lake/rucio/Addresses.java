package org.strainlake.lake.rucio;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.strainlake.lake.CatalogueRefusal;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.lake.StorageElement;
import tools.jackson.databind.JsonNode;

/**
 * Where a storage element's files lie. The path by Rucio's algorithm {@code hash} is computed here, after
 * Rucio itself gave the same for one file of that element and scope; otherwise Rucio is asked each time.
 */
final class Addresses {
    /** Names under which a server may have the algorithm: {@code default} is {@code hash} unless changed there. */
    private static final Set<String> HASHED = Set.of("", "hash", "default");

    private final RucioClient client;
    private final Map<Place, Boolean> isHashed = new ConcurrentHashMap<>();

    Addresses(RucioClient client) {
        this.client = client;
    }

    URI of(StorageElement rse, DataIdentifier file) throws IOException {
        if (!rse.deterministic()) {
            throw new CatalogueRefusal(
                    "RSEOperationNotSupported",
                    rse.name() + " is not deterministic: where its files lie, the uploader decides");
        }
        if (!HASHED.contains(rse.attributes().getOrDefault("lfn2pfn_algorithm", ""))) {
            return asked(rse, file);
        }
        var place = new Place(rse.name(), rse.root(), file.scope());
        var known = isHashed.get(place);
        if (known != null) {
            return known ? hashed(rse, file) : asked(rse, file);
        }
        var answer = asked(rse, file);
        isHashed.put(place, answer.equals(hashed(rse, file)));
        return answer;
    }

    private URI asked(StorageElement rse, DataIdentifier file) throws IOException {
        String lfn = file.toString();
        JsonNode answer = client.ask("/rses/" + RucioClient.encoded(rse.name()) + "/lfns2pfns?lfn="
                + RucioClient.encoded(lfn) + "&scheme=" + rse.root().getScheme() + "&operation=write");
        String address = answer.path(lfn).asString("");
        return Protocols.parsed(address)
                .filter(URI::isAbsolute)
                .orElseThrow(() -> new IOException("Rucio names no address on " + rse.name() + " for " + lfn));
    }

    /** Rucio's {@code hash}: dots part only the scopes of users and groups into directories. */
    static URI hashed(StorageElement rse, DataIdentifier file) {
        String scope = file.scope();
        if (scope.startsWith("user") || scope.startsWith("group")) {
            scope = scope.replace('.', '/');
        }
        String md5 = md5(file.toString());
        return URI.create(
                rse.root() + scope + "/" + md5.substring(0, 2) + "/" + md5.substring(2, 4) + "/" + file.name());
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has MD5", impossible);
        }
    }

    private record Place(String rse, URI root, String scope) {}
}
