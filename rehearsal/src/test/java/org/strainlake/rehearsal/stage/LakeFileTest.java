package org.strainlake.rehearsal.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LakeFileTest {
    private static final String CLIENT = "{id: some, secret-file: SECRET}";

    @TempDir
    Path directory;

    private String good = "";

    @BeforeEach
    void describeALake() throws IOException {
        good = lakeFile(Files.writeString(directory.resolve("secret"), "s"));
    }

    /** A lake file without faults. */
    static String lakeFile(Path secret) {
        return """
                name: testbed
                experiment: virgo
                scope: virgo
                rse: CERN-PROMPT
                second-rse: CNAF-DISK
                account-without-quota: outsider
                ca-file: SECRET
                rucio:
                  url: https://localhost:24443
                  user-pass: {account: virgo, username: virgo, password-file: SECRET}
                issuer:
                  issuer: https://localhost:24444
                  jwks-uri: https://localhost:24444/jwk
                  token-endpoint: https://localhost:24444/token
                clients:
                  uploader: CLIENT
                  notification: CLIENT
                  downloader: CLIENT
                  latency: CLIENT
                  rehearsal: CLIENT
                events:
                  broker-url: tcp://127.0.0.1:61616
                  user: relay
                  password-file: SECRET
                  subscription: durable
                """.replace("CLIENT", CLIENT).replace("SECRET", secret.toString());
    }

    @Test
    void aLakeFileIsReadWithItsDefaults() throws IOException {
        var lake = read(good, null);

        assertThat(lake.rse()).isEqualTo("CERN-PROMPT");
        assertThat(lake.rucio().url()).hasToString("https://localhost:24443/");
        assertThat(lake.rucio().audience()).isEqualTo("rucio");
        assertThat(lake.issuer().issuer()).isEqualTo("https://localhost:24444");
        assertThat(lake.issuer().basePath()).isEqualTo("/");
        assertThat(lake.clientId("uploader")).isEqualTo("some");
        assertThat(lake.client("operator")).isNull();
        assertThat(lake.events().traces()).isEqualTo("rucio.tracer");
    }

    @Test
    void jsonIsReadToo() {
        assertThatThrownBy(() -> read("{\"scope\": \"virgo\", \"rse\": \"X\"}", null))
                .hasMessageContaining("experiment is missing")
                .hasMessageContaining("rucio is missing")
                .hasMessageNotContaining("scope is missing");
    }

    @Test
    void theAddressAskedForMustBeTheFiles() throws IOException {
        assertThat(read(good, URI.create("https://localhost:24443/")).name()).isEqualTo("testbed");
        assertThatThrownBy(() -> read(good, URI.create("https://rucio.example/")))
                .hasMessageContaining("rucio.url is https://localhost:24443, not https://rucio.example/");
        assertThat(read(good.replace("  url: https://localhost:24443\n", ""), URI.create("https://rucio.example"))
                        .rucio()
                        .url())
                .hasToString("https://rucio.example/");
    }

    @Test
    void everythingThatIsWrongIsNamed() {
        var bad = good.replace("broker-url", "brokerurl")
                .replace("durable", "loose")
                .replace("https://localhost:24444/jwk", "keys")
                .replace("secret-file: " + directory.resolve("secret"), "secret-file: /nonexistent");

        assertThatThrownBy(() -> read(bad, null))
                .hasMessageContaining("lake.yml")
                .hasMessageContaining("events.broker-url is missing")
                .hasMessageContaining("events.brokerurl is not known here")
                .hasMessageContaining("events.subscription must be one of [durable, queue], not loose")
                .hasMessageContaining("issuer.jwks-uri is no http or https address: keys")
                .hasMessageContaining("clients.uploader.secret-file: /nonexistent cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "experiment",
                "scope",
                "rse",
                "issuer.issuer",
                "issuer.jwks-uri",
                "issuer.token-endpoint",
                "clients.uploader",
                "clients.notification",
                "clients.downloader",
                "clients.latency",
                "clients.rehearsal",
                "events.broker-url",
                "rucio",
                "issuer",
                "clients",
                "events"
            })
    void aPartThatIsMissingIsNamed(String part) {
        var missing = part.substring(part.indexOf('.') + 1);
        var lines = new ArrayList<String>();
        boolean inMissing = false;
        for (var line : good.lines().toList()) {
            boolean isTop = !line.startsWith(" ");
            if (isTop || part.contains(".")) {
                inMissing = line.strip().startsWith(missing + ":") && isTop != part.contains(".");
            }
            if (!inMissing) {
                lines.add(line);
            }
        }

        assertThatThrownBy(() -> read(String.join("\n", lines), null)).hasMessageContaining(part + " is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "rse, rze, rze",
        "url, urls, rucio.urls",
        "jwks-uri, keys, issuer.keys",
        "uploader, uploaders, clients.uploaders",
        "id, ident, clients.latency.ident",
        "subscription, subscriptions, events.subscriptions"
    })
    void aKeyThatIsNotKnownIsNamed(String key, String other, String named) {
        var bad = good.replaceAll("(?m)(^ *|\\{)" + key + ":", "$1" + other + ":");

        assertThatThrownBy(() -> read(bad, null)).hasMessageContaining(named + " is not known here");
    }

    @Test
    void aSecretThatIsADirectoryOrEmptyIsNamed() throws IOException {
        var empty = Files.createFile(directory.resolve("empty"));
        var secret = directory.resolve("secret").toString();

        assertThatThrownBy(() -> read(good.replace(secret, directory.toString()), null))
                .hasMessageContaining("clients.uploader.secret-file: " + directory + " is no file")
                .hasMessageContaining("events.password-file: " + directory + " is no file");
        assertThatThrownBy(() -> read(good.replace(secret, empty.toString()), null))
                .hasMessageContaining("clients.uploader.secret-file: " + empty + " is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:61616", "http://localhost:61616", "tcp://local host:1"})
    void aBrokerThatIsNotReachedByOpenWireIsNamed(String address) {
        assertThatThrownBy(() -> read(good.replace("tcp://127.0.0.1:61616", address), null))
                .hasMessageContaining("events.broker-url is no address of a broker: " + address);
    }

    @Test
    void aKeyThatComesTwiceIsNamed() {
        assertThatThrownBy(() -> read(good + "rse: OTHER\n", null)).hasMessageContaining("duplicate key rse");
    }

    @Test
    void aLoginThatHoldsNoSettingsIsNamed() {
        assertThatThrownBy(() -> read(good.replaceAll("user-pass: .*", "user-pass: virgo"), null))
                .hasMessageContaining("rucio.user-pass must hold settings");
    }

    @Test
    void whatIsNoYamlIsNamed() {
        assertThatThrownBy(() -> read("a: [", null)).hasMessageContaining("is no YAML");
        assertThatThrownBy(() -> read("", null)).hasMessageContaining("holds no settings");
    }

    private LakeDescription read(String text, @org.jspecify.annotations.Nullable URI rucio) throws IOException {
        return LakeFile.parse(directory.resolve("lake.yml"), text, rucio);
    }
}
