package org.strainlake.rehearsal.stage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the file that describes a lake (YAML, so JSON too), and names whatever is wrong with it. */
public final class LakeFile {
    private static final Set<String> ROLES = Set.of(
            "uploader", "notification", "downloader", "latency", "rehearsal", "reader", "data-manager", "operator");
    private static final List<String> NEEDED =
            List.of("uploader", "notification", "downloader", "latency", "rehearsal");

    private static final Set<String> BROKERS = Set.of("tcp", "ssl", "nio", "nio+ssl", "failover");

    private final Path file;
    private final List<String> wrong = new ArrayList<>();

    private LakeFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a lake file.
     *
     * @param rucio where Rucio must be; null to take what the file says
     * @throws IOException naming the file and everything that is wrong with it
     */
    public static LakeDescription read(Path file, @Nullable URI rucio) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no lake file " + file, e);
        } catch (IOException e) {
            throw new IOException("the lake file " + file + " cannot be read: " + e.getMessage(), e);
        }
        return parse(file, text, rucio);
    }

    /**
     * Takes a lake file's text.
     *
     * @param file what complaints call it
     */
    static LakeDescription parse(Path file, String text, @Nullable URI rucio) throws IOException {
        Object root;
        try {
            var options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            root = new Yaml(new SafeConstructor(options)).load(text);
        } catch (YAMLException e) {
            throw new IOException("the lake file " + file + " is no YAML: " + e.getMessage(), e);
        }
        if (!(root instanceof Map<?, ?> map)) {
            throw new IOException("the lake file " + file + " holds no settings");
        }
        return new LakeFile(file).description(map, rucio);
    }

    private LakeDescription description(Map<?, ?> map, @Nullable URI wanted) throws IOException {
        var root = new Section("", map);
        var name = root.text("name", "lake");
        var experiment = root.text("experiment", null);
        var scope = root.text("scope", null);
        var rse = root.text("rse", null);
        var secondRse = root.optional("second-rse");
        var protectedRse = root.optional("protected-rse");
        root.optional("account-without-quota"); // as the two above, for the contract's tests
        var caFile = root.file("ca-file", false);
        var rucio = rucio(root.section("rucio"), wanted);
        var issuer = issuer(root.section("issuer"));
        var clients = clients(root.section("clients"));
        var events = events(root.section("events"));
        root.end();
        if (!wrong.isEmpty()) {
            throw new IOException("the lake file " + file + ": " + String.join("; ", wrong));
        }
        return new LakeDescription(
                name, experiment, scope, rse, secondRse, protectedRse, caFile, rucio, issuer, clients, events);
    }

    private LakeDescription.Rucio rucio(Section section, @Nullable URI wanted) {
        var url = section.address("url", wanted == null ? null : wanted.toString());
        if (wanted != null && !slashed(url).equals(slashed(wanted))) {
            wrong.add("rucio.url is " + url + ", not " + wanted + " as asked for");
        }
        var rucio = new LakeDescription.Rucio(
                slashed(url),
                section.text("audience", "rucio"),
                section.text("token-scope", "openid profile"),
                section.map("user-pass"));
        section.end();
        return rucio;
    }

    private LakeDescription.Issuer issuer(Section section) {
        var issuer = new LakeDescription.Issuer(
                section.text("issuer", null),
                section.address("jwks-uri", null),
                section.address("token-endpoint", null),
                section.text("base-path", "/"));
        section.end();
        return issuer;
    }

    private Map<String, LakeDescription.Client> clients(Section section) {
        var clients = new LinkedHashMap<String, LakeDescription.Client>();
        for (var role : ROLES) {
            if (section.has(role) || NEEDED.contains(role)) {
                var client = section.section(role);
                var id = client.text("id", null);
                var secret = client.file("secret-file", true);
                client.end();
                clients.put(role, new LakeDescription.Client(id, secret == null ? file : secret));
            }
        }
        section.end();
        return clients;
    }

    private LakeDescription.Events events(Section section) {
        var events = new LakeDescription.Events(
                section.broker("broker-url"),
                section.optional("user"),
                section.file("password-file", false),
                section.oneOf("subscription", List.of("durable", "queue")),
                section.text("events", "rucio.events"),
                section.text("traces", "rucio.tracer"));
        section.end();
        return events;
    }

    private static URI slashed(URI url) {
        return url.toString().endsWith("/") ? url : URI.create(url + "/");
    }

    /** Settings under one name. What is taken out is known; what remains at the end is not. */
    private final class Section {
        private final String path;
        private final Map<String, Object> left = new LinkedHashMap<>();

        Section(String path, Map<?, ?> map) {
            this.path = path;
            map.forEach((key, value) -> {
                if (value != null) {
                    left.put(String.valueOf(key), value);
                }
            });
        }

        boolean has(String key) {
            return left.containsKey(key);
        }

        @Nullable
        String optional(String key) {
            var value = left.remove(key);
            if (value instanceof Map || value instanceof List) {
                wrong.add(path + key + " must be one value");
                return null;
            }
            return value == null ? null : value.toString();
        }

        String text(String key, @Nullable String otherwise) {
            var value = optional(key);
            if (value != null && !value.isBlank()) {
                return value;
            }
            if (otherwise == null) {
                wrong.add(path + key + " is missing");
                return "";
            }
            return otherwise;
        }

        String oneOf(String key, List<String> allowed) {
            var value = text(key, allowed.getFirst());
            if (!allowed.contains(value)) {
                wrong.add(path + key + " must be one of " + allowed + ", not " + value);
            }
            return value;
        }

        URI address(String key, @Nullable String otherwise) {
            var value = text(key, otherwise);
            try {
                var address = URI.create(value);
                if (address.getHost() != null && Set.of("http", "https").contains(address.getScheme())) {
                    return address;
                }
            } catch (IllegalArgumentException e) {
                // told below
            }
            if (!value.isEmpty()) {
                wrong.add(path + key + " is no http or https address: " + value);
            }
            return URI.create("http://nowhere.invalid/");
        }

        /** An address that ActiveMQ's client takes. */
        String broker(String key) {
            var value = text(key, null);
            try {
                if (value.isEmpty()
                        || BROKERS.contains(String.valueOf(URI.create(value).getScheme()))) {
                    return value;
                }
            } catch (IllegalArgumentException e) {
                // told below
            }
            wrong.add(path + key + " is no address of a broker: " + value);
            return value;
        }

        @Nullable
        Path file(String key, boolean needed) {
            var value = optional(key);
            if (value == null) {
                if (needed) {
                    wrong.add(path + key + " is missing");
                }
                return null;
            }
            var named = Path.of(value);
            if (!named.isAbsolute()) {
                wrong.add(path + key + " must be an absolute path, not " + value);
            } else if (!Files.isReadable(named)) {
                wrong.add(path + key + ": " + value + " cannot be read");
            } else if (!Files.isRegularFile(named)) {
                wrong.add(path + key + ": " + value + " is no file");
            } else if (named.toFile().length() == 0) {
                wrong.add(path + key + ": " + value + " is empty");
            }
            return named;
        }

        Section section(String key) {
            var value = left.remove(key);
            if (value instanceof Map<?, ?> map) {
                return new Section(path + key + ".", map);
            }
            wrong.add(path + key + (value == null ? " is missing" : " must hold settings"));
            return new Section(path + key + ".", Map.of());
        }

        @Nullable
        Map<String, String> map(String key) {
            var value = left.remove(key);
            if (!(value instanceof Map<?, ?> map)) {
                if (value != null) {
                    wrong.add(path + key + " must hold settings");
                }
                return null;
            }
            var texts = new LinkedHashMap<String, String>();
            map.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
            return texts;
        }

        void end() {
            left.keySet().forEach(key -> wrong.add(path + key + " is not known here"));
        }
    }
}
