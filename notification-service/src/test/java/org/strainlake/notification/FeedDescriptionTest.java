package org.strainlake.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.strainlake.event.FeedCodec;
import org.strainlake.event.FeedEvent;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.notification.log.FeedTopic;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code docs/feed} says of itself and of the code, without a service. */
class FeedDescriptionTest {
    static List<String> schemas() {
        return FeedSchemas.names();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void eachSchemaIsOne(String name) {
        assertThat(FeedSchemas.faultsOfSchema(name)).isEmpty();
    }

    @Test
    void theAsyncApiDocumentIsOne() throws IOException {
        assertThat(asyncApiFaults(Files.readString(FeedSchemas.DIRECTORY.resolve("asyncapi.yaml"))))
                .isEmpty();
    }

    @Test
    void aMisspelledWordInTheAsyncApiDocumentIsNoticed() throws IOException {
        var text = Files.readString(FeedSchemas.DIRECTORY.resolve("asyncapi.yaml"));

        assertThat(asyncApiFaults(text.replace("action: send", "action: sent"))).isNotEmpty();
        assertThat(asyncApiFaults(text.replace("parameters:", "parameterz:"))).isNotEmpty();
    }

    @Test
    void everyReferenceOfTheAsyncApiDocumentLeadsSomewhere() {
        var document = asyncApi();
        var references = new ArrayList<String>();
        collectReferences(document, references);

        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            } else {
                assertThat(FeedSchemas.names()).contains(reference);
            }
        });
        assertThat(references).containsAll(FeedSchemas.names());
    }

    @Test
    void theLogsAreNamedAsTheDocumentSays() {
        var channel = asyncApi().path("channels").path("events");
        var address = channel.path("address").stringValue().replace("{experiment}", "virgo");

        assertThat(channel.path("parameters").path("visibility").path("enum").valueStream())
                .extracting(visibility -> address.replace("{visibility}", visibility.stringValue()))
                .containsExactly(new FeedTopic("virgo", false).kafkaName(), new FeedTopic("virgo", true).kafkaName());
    }

    @Test
    void theHeadersAreThoseThatAreWritten() {
        var everything = new FeedEvent(
                "7b0c1f3e-6d0c-5f0e-9a53-8a1d0a6c2f10",
                "type",
                FeedEvent.Source.ANNOUNCED,
                Instant.EPOCH,
                "virgo",
                true,
                new DataIdentifier("virgo", "file"),
                new DataIdentifier("virgo", "dataset"),
                new DataIdentifier("virgo", "container"),
                "RSE",
                1L,
                1,
                "V1",
                Instant.EPOCH,
                new byte[0]);

        assertThat(FeedSchemas.members("headers.schema.json"))
                .isEqualTo(FeedCodec.headers(everything).keySet());
    }

    @Test
    void theAttributesAreTheSameInBothModes() {
        assertThat(FeedSchemas.members("headers.schema.json"))
                .map(name -> name.equals("content-type") ? "datacontenttype" : name.substring("ce_".length()))
                .containsExactlyInAnyOrderElementsOf(FeedSchemas.members("event.schema.json").stream()
                        .filter(name -> !name.equals("data"))
                        .toList());
    }

    static JsonNode asyncApi() {
        return YAMLMapper.builder().build().readTree(FeedSchemas.DIRECTORY.resolve("asyncapi.yaml"));
    }

    private static List<Error> asyncApiFaults(String yaml) throws IOException {
        try (var official = FeedDescriptionTest.class.getResourceAsStream("/asyncapi/3.0.0.json")) {
            var text = new String(Objects.requireNonNull(official).readAllBytes(), StandardCharsets.UTF_8);
            var address = "http://asyncapi.com/definitions/3.0.0/asyncapi.json";
            return SchemaRegistry.withDefaultDialect(
                            SpecificationVersion.DRAFT_7, builder -> builder.schemas(Map.of(address, text)))
                    .getSchema(SchemaLocation.of(address))
                    .validate(yaml, InputFormat.YAML);
        }
    }

    private static void collectReferences(JsonNode node, List<String> found) {
        if (node.path("$ref").isString()) {
            found.add(node.path("$ref").stringValue());
        }
        node.forEach(each -> collectReferences(each, found));
    }
}
