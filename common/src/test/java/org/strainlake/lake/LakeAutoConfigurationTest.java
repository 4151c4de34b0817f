package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;
import org.strainlake.http.FakeServer;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.http.HttpClientAutoConfiguration;
import org.strainlake.lake.rucio.RucioAutoConfiguration;
import org.strainlake.lake.rucio.RucioProperties;
import org.strainlake.lake.webdav.StorageAutoConfiguration;
import org.strainlake.lake.webdav.StorageProperties;
import org.strainlake.token.TokenClientAutoConfiguration;
import org.strainlake.token.TokenClientProperties;
import org.strainlake.token.TokenSource;

class LakeAutoConfigurationTest {
    private static final String ISSUER = "strainlake.token.client.token-endpoint=http://127.0.0.1:1/token";
    private static final String RUCIO = "strainlake.lake.rucio.url=http://127.0.0.1:1";

    @TempDir
    Path dir;

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    HttpClientAutoConfiguration.class,
                    TokenClientAutoConfiguration.class,
                    StorageAutoConfiguration.class,
                    RucioAutoConfiguration.class));

    @Test
    void withoutAddressesThereIsNoLake() {
        context.run(started -> assertThat(started)
                .hasNotFailed()
                .doesNotHaveBean(DataLake.class)
                .doesNotHaveBean(TokenSource.class)
                .doesNotHaveBean(Storage.class));
    }

    @Test
    void anIssuerAloneGivesTokensAndStorages() throws IOException {
        configured()
                .run(started -> assertThat(started)
                        .hasNotFailed()
                        .hasSingleBean(TokenSource.class)
                        .hasSingleBean(Storage.class)
                        .doesNotHaveBean(DataLake.class));
    }

    @Test
    void whatIsNotConfiguredHasTheDocumentedDefaults() throws IOException {
        configured().withPropertyValues(RUCIO).run(started -> {
            var storage = started.getBean(StorageProperties.class);
            assertThat(storage.audience()).isEmpty();
            assertThat(storage.readScope()).isEqualTo("storage.read:/");
            assertThat(storage.writeScope()).isEqualTo("storage.read:/ storage.create:/ storage.modify:/");
            assertThat(storage.timeout()).isEqualTo(Duration.ofSeconds(5));
            assertThat(storage.slowestUpload()).isEqualTo(DataSize.ofMegabytes(1));
            var rucio = started.getBean(RucioProperties.class);
            assertThat(rucio.audience()).isEqualTo("rucio");
            assertThat(rucio.tokenScope()).isEqualTo("openid profile");
            assertThat(rucio.timeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(rucio.userPass()).isNull();
            assertThat(started).hasSingleBean(DataLake.class).hasSingleBean(Catalogue.class);
        });
    }

    @Test
    void aMisspelledKeyStopsTheStart() throws IOException {
        configured()
                .withPropertyValues("strainlake.lake.storage.read-scopes=x")
                .run(started -> assertThat(started).hasFailed());
        configured()
                .withPropertyValues(RUCIO, "strainlake.lake.rucio.tokenscope.x=y")
                .run(started -> assertThat(started).hasFailed());
    }

    @Test
    void aTimeoutOfNothingStopsTheStart() throws IOException {
        configured()
                .withPropertyValues("strainlake.lake.storage.timeout=99ms")
                .run(started -> assertThat(started).hasFailed());
    }

    @Test
    void aSecretIsPrintedNowhere() throws IOException {
        configured()
                .withPropertyValues(RUCIO)
                .run(started -> assertThat(
                                started.getBean(TokenClientProperties.class).toString())
                        .doesNotContain("the-secret"));
    }

    @Test
    void healthTellsWhichOutsidePartIsIll() throws IOException {
        try (var rucio = new FakeServer(
                asked -> Reply.of(200, "{\"version\":\"41.5.1\"}").with("Content-Type", "application/json"))) {
            configured()
                    .withPropertyValues("strainlake.lake.rucio.url=" + rucio.url(""))
                    .run(started -> {
                        assertThat(status(started.getBean("rucioHealthIndicator", HealthIndicator.class)))
                                .isEqualTo(Status.UP);
                        assertThat(status(started.getBean("storageHealthIndicator", HealthIndicator.class)))
                                .isEqualTo(Status.UP);
                        assertThat(status(started.getBean("issuerHealthIndicator", HealthIndicator.class)))
                                .isEqualTo(Status.UNKNOWN);

                        rucio.script(asked -> Reply.of(502));

                        assertThat(status(started.getBean("rucioHealthIndicator", HealthIndicator.class)))
                                .isEqualTo(Status.DOWN);
                    });
        }
    }

    private ApplicationContextRunner configured() throws IOException {
        var secret = Files.writeString(dir.resolve("secret"), "the-secret");
        return context.withPropertyValues(
                ISSUER,
                "strainlake.token.client.client-id=uploader",
                "strainlake.token.client.client-secret-file=" + secret);
    }

    private static Status status(HealthIndicator indicator) {
        var health = indicator.health();
        assertThat(health).isNotNull();
        return health.getStatus();
    }
}
