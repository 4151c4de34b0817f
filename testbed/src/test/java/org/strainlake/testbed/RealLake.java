package org.strainlake.testbed;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.strainlake.lake.LakeAccess;
import org.strainlake.lake.rucio.RucioProperties;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * The real lake that these tests run against: the one that the file named by {@code STRAINLAKE_LAKE_FILE}
 * describes, else the test bed, started if it is not up. A lake that cannot be reached fails the tests.
 *
 * @param name for reports
 * @param scope in which datasets may be made
 * @param rse written to
 * @param secondRse where rules copy to
 * @param protectedRse storage that checks tokens
 * @param accountWithoutQuota an account that may have no copies anywhere; {@code outsider} if null
 * @param caFile certificate authorities to trust
 * @param clients by name, the clients that the issuer knows
 */
public record RealLake(
        String name,
        String experiment,
        String scope,
        String rse,
        String secondRse,
        String protectedRse,
        @Nullable String accountWithoutQuota,
        @Nullable Path caFile,
        Rucio rucio,
        Issuer issuer,
        Map<String, Client> clients,
        @Nullable Events events) {

    /** Where Rucio is. */
    public record Rucio(URI url, String audience, String tokenScope, UserPass userPass) {}

    /** A login by password. */
    public record UserPass(String account, String username, Path passwordFile) {}

    /** Who signs tokens. */
    public record Issuer(
            @JsonProperty("issuer") String name,
            URI jwksUri,
            URI tokenEndpoint,
            @Nullable String basePath) {}

    /** Client credentials. */
    public record Client(String id, Path secretFile) {}

    /** Rucio's message broker. */
    public record Events(
            URI brokerUrl,
            String user,
            Path passwordFile,
            String subscription,
            @JsonProperty("events") String topic,
            String traces) {}

    /** The lake of this run, read and, if it is the test bed, started once. */
    public static RealLake get() {
        return Once.LAKE;
    }

    /** The client that plays a role. */
    public Client client(String role) {
        return Objects.requireNonNull(clients.get(role), () -> "the lake file names no client " + role);
    }

    /** How the lake's contract enters it. */
    public LakeAccess access() {
        var secretFiles = new TreeMap<String, Path>();
        clients.values().forEach(client -> secretFiles.put(client.id(), client.secretFile()));
        var login = rucio.userPass();
        return new LakeAccess(
                rucio.url(),
                rucio.audience(),
                rucio.tokenScope(),
                caFile,
                issuer.tokenEndpoint(),
                secretFiles,
                new RucioProperties.UserPass(login.account(), login.username(), login.passwordFile()),
                scope,
                rse,
                secondRse,
                protectedRse,
                accountWithoutQuota == null ? "outsider" : accountWithoutQuota);
    }

    private static RealLake read(String text) {
        var tree = new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(text);
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build()
                .convertValue(tree, RealLake.class);
    }

    private static final class Once {
        private static final RealLake LAKE = load();

        private static RealLake load() {
            String file = System.getenv("STRAINLAKE_LAKE_FILE");
            try {
                if (file != null && !file.isEmpty()) {
                    return read(Files.readString(Path.of(file)));
                }
                run("up");
                return read(run("config"));
            } catch (IOException unreachable) {
                throw new UncheckedIOException("there is no lake to test: " + unreachable.getMessage(), unreachable);
            }
        }

        private static String run(String command) throws IOException {
            String testbed = System.getenv("STRAINLAKE_TESTBED");
            if (testbed == null) {
                throw new IOException("neither STRAINLAKE_LAKE_FILE nor STRAINLAKE_TESTBED is set");
            }
            var process = new ProcessBuilder(testbed, command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                // Daemons that it starts may keep its output open: a file would not help, so "up" detaches them.
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int status = process.waitFor();
                if (status != 0) {
                    throw new IOException(testbed + " " + command + " ended with " + status + ": " + output);
                }
                return output;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the test bed starts", stopped);
            }
        }
    }
}
