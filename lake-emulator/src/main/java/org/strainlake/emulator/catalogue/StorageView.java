package org.strainlake.emulator.catalogue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.storage.StorageElement;
import org.strainlake.emulator.storage.StorageElements;

/** The storages as the catalogue shows them: RSEs with attributes, a protocol, and the addresses of files. */
@Component
public class StorageView {
    private final StorageElements elements;

    StorageView(StorageElements elements) {
        this.elements = elements;
    }

    static Refusal notFound(String rse) {
        return new Refusal(404, "RSENotFound", "RSE '" + rse + "' cannot be found in vo 'def'");
    }

    private StorageElement element(String rse) {
        return elements.named(rse).orElseThrow(() -> notFound(rse));
    }

    /** All RSEs, long. */
    public Stream<Map<String, @Nullable Object>> all() {
        return elements.all().stream().map(StorageView::row);
    }

    /** The RSEs that an expression selects, by name only. */
    public Stream<Map<String, @Nullable Object>> selected(String expression) {
        return RseExpression.evaluate(expression, elements.all(), 400).stream().map(element -> {
            var row = new LinkedHashMap<String, @Nullable Object>();
            row.put("rse", element.name());
            return row;
        });
    }

    private static Map<String, @Nullable Object> row(StorageElement element) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("id", element.id());
        row.put("rse", element.name());
        row.put("vo", "def");
        row.put("rse_type", "DISK");
        row.put("deterministic", true);
        row.put("volatile", false);
        row.put("staging_area", false);
        row.put("deleted", false);
        row.put("availability", 7);
        row.put("availability_read", true);
        row.put("availability_write", true);
        row.put("availability_delete", true);
        row.put("country_name", element.attributes().get("country"));
        for (var key : List.of(
                "continent",
                "time_zone",
                "ISP",
                "qos_class",
                "ASN",
                "city",
                "longitude",
                "deleted_at",
                "region_code",
                "latitude",
                "created_at",
                "updated_at")) {
            row.put(key, null);
        }
        return row;
    }

    /** One RSE with its protocols. */
    public Map<String, @Nullable Object> one(String rse) {
        var element = element(rse);
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("availability_delete", true);
        row.put("availability_read", true);
        row.put("availability_write", true);
        row.put("credentials", null);
        row.put("deterministic", true);
        row.put("domain", List.of("lan", "wan"));
        row.put("id", element.id());
        row.put("lfn2pfn_algorithm", "hash");
        row.put("protocols", protocols(rse));
        row.put("qos_class", null);
        row.put("rse", element.name());
        row.put("rse_type", "DISK");
        row.put("sign_url", null);
        row.put("staging_area", false);
        row.put("verify_checksum", true);
        row.put("volatile", false);
        row.put("availability", 7);
        return row;
    }

    /** The protocols of an RSE: WebDAV alone. */
    public List<Map<String, @Nullable Object>> protocols(String rse) {
        var element = element(rse);
        var origin = element.origin();
        var protocol = new LinkedHashMap<String, @Nullable Object>();
        protocol.put("hostname", origin.getHost());
        protocol.put("scheme", origin.getScheme());
        protocol.put("port", port(element));
        protocol.put("prefix", element.prefix());
        protocol.put("impl", "rucio.rse.protocols.webdav.Default");
        var lan = new LinkedHashMap<String, @Nullable Object>(Map.of("read", 1, "write", 1, "delete", 1));
        var wan = new LinkedHashMap<String, @Nullable Object>(lan);
        wan.put("third_party_copy_read", 1);
        wan.put("third_party_copy_write", 1);
        protocol.put("domains", Map.of("lan", lan, "wan", wan));
        protocol.put("extended_attributes", null);
        return List.of(protocol);
    }

    private static int port(StorageElement element) {
        int port = element.origin().getPort();
        return port >= 0 ? port : element.origin().getScheme().equals("https") ? 443 : 80;
    }

    /** What expressions can select an RSE by. */
    public Map<String, Object> attributes(String rse) {
        var element = element(rse);
        var attributes = new TreeMap<String, Object>();
        element.attributes().forEach((key, value) -> attributes.put(key, typed(value)));
        attributes.put(element.name(), true);
        return attributes;
    }

    private static Object typed(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> value;
        };
    }

    /** Address of a file on an RSE. */
    public String address(String rse, String scope, String name) {
        return element(rse).address(Deterministic.path(scope, name));
    }
}
