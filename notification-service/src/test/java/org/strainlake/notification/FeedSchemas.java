package org.strainlake.notification;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas of {@code docs/feed}, as a reader's validator takes them. Formats are checked, too. */
final class FeedSchemas {
    static final Path DIRECTORY = Path.of("..", "docs", "feed").toAbsolutePath().normalize();

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BASE = "https://schemas.example/";

    private final SchemaRegistry registry;

    FeedSchemas() {
        var texts = new HashMap<String, String>();
        for (var name : names()) {
            texts.put(BASE + name, text(name));
        }
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(texts)
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    /** Names of all schema files. */
    static List<String> names() {
        try (var files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".schema.json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A schema file itself. */
    static JsonNode read(String name) {
        return JSON.readTree(text(name));
    }

    /** What is wrong with a document; nothing if the schema of that name allows it. */
    List<Error> faults(String name, JsonNode document) {
        return schema(name).validate(document);
    }

    /** The same for a body as it stands in Kafka, and for the headers beside it. */
    List<Error> faults(Map<String, String> headers, byte[] body) {
        var found = schema("headers.schema.json").validate(JSON.valueToTree(headers));
        if (found.isEmpty()) {
            return schema(
                            switch (String.valueOf(headers.get("ce_source"))) {
                                case "/strainlake/rucio" -> "rucio.schema.json";
                                case "/strainlake/embargo" -> "embargo.schema.json";
                                default -> "file.schema.json";
                            })
                    .validate(JSON.readTree(body));
        }
        return found;
    }

    /** The members that an object of our own may have, as paths such as {@code payload.chunk.gpsStart}. */
    static Set<String> members(String name) {
        var found = new TreeSet<String>();
        collect("", read(name), found);
        return found;
    }

    private static void collect(String path, JsonNode schema, Set<String> found) {
        schema.path("properties").propertyStream().forEach(each -> {
            found.add(path + each.getKey());
            collect(path + each.getKey() + ".", each.getValue(), found);
        });
    }

    private Schema schema(String name) {
        return registry.getSchema(SchemaLocation.of(BASE + name));
    }

    private static String text(String name) {
        try {
            return Files.readString(DIRECTORY.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The official schema of schemas, for a schema file. */
    static List<Error> faultsOfSchema(String name) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
                .validate(text(name), InputFormat.JSON);
    }
}
