package org.strainlake.benchmark.stage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.lake.DataIdentifier;
import tools.jackson.databind.json.JsonMapper;

/** Rucio's REST as an ordinary client calls it: makes a dataset, attaches files to it, lists them. */
public final class CatalogueAccess {
    private static final int BULK = 1000;
    private static final long FILE_BYTES = 131_072;
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(5);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http;
    private final URI address;
    private final String token;
    private final String rse;

    CatalogueAccess(HttpClient http, URI address, String token, String rse) {
        this.http = http;
        this.address = address;
        this.token = token;
        this.rse = rse;
    }

    /** Makes an empty dataset. */
    public void createDataset(DataIdentifier dataset) throws IOException, InterruptedException {
        post("/dids/" + dataset.scope() + "/" + dataset.name(), Map.of("type", "DATASET"));
    }

    /** Registers files and attaches them to a dataset, many in a call. */
    public void attach(DataIdentifier dataset, List<String> names) throws IOException, InterruptedException {
        for (int first = 0; first < names.size(); first += BULK) {
            var files = names.subList(first, Math.min(names.size(), first + BULK)).stream()
                    .map(name -> Map.of(
                            "scope",
                            dataset.scope(),
                            "name",
                            name,
                            "bytes",
                            FILE_BYTES,
                            "adler32",
                            new Adler32Checksum("%08x".formatted(name.hashCode())).hex(),
                            "type",
                            "FILE"))
                    .toList();
            post(
                    "/dids/attachments",
                    List.of(Map.of("scope", dataset.scope(), "name", dataset.name(), "rse", rse, "dids", files)));
        }
    }

    /** Streams the list of a dataset's files to its end; how many there are. */
    public long list(DataIdentifier dataset) throws IOException, InterruptedException {
        var request = request("/dids/" + dataset.scope() + "/" + dataset.name() + "/files")
                .header("Accept", "application/x-json-stream")
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            if (answer.statusCode() != 200) {
                throw new IOException("the catalogue answers " + answer.statusCode() + " to a list");
            }
            return lines.filter(line -> !line.isEmpty()).count();
        }
    }

    private void post(String path, Object body) throws IOException, InterruptedException {
        var request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException(
                    "the catalogue answers " + answer.statusCode() + " to POST " + path + ": " + answer.body());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(LONGEST_ANSWER)
                .header("X-Rucio-Auth-Token", token);
    }
}
