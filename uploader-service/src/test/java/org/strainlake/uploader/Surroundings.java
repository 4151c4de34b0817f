package org.strainlake.uploader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.emulator.EmulatorSettings;
import org.strainlake.emulator.LakeEmulator;
import org.strainlake.local.KafkaNode;
import org.strainlake.local.PostgresServer;

/** Real Kafka and PostgreSQL and an emulated lake around a service that can be started, ended and started again. One for each JVM. */
final class Surroundings {
    static final String AUDIENCE = "https://uploader.strainlake";
    private static final Surroundings ONLY = new Surroundings();

    final Path directory;
    final LakeEmulator lake;
    private final KafkaNode kafka;
    private final PostgresServer postgres;

    private Surroundings() {
        try {
            directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "parts")
                    .toRealPath();
            kafka = KafkaNode.start(directory.resolve("kafka"));
            postgres = PostgresServer.start(directory.resolve("postgres"));
            lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory.resolve("lake")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Surroundings get() {
        return ONLY;
    }

    void createDatabase(String name) throws IOException {
        postgres.createDatabase(name);
    }

    /**
     * Makes a database whose tables belong to another role than the one that the service runs with.
     *
     * @return settings for the service
     */
    Map<String, Object> createDatabaseOfTwoRoles(String name) throws IOException {
        postgres.createDatabase(name);
        postgres.createServiceRoles(name, name);
        return Map.of(
                "spring.datasource.username",
                name,
                "spring.datasource.password",
                "",
                "spring.flyway.user",
                name + "_owner",
                "spring.flyway.password",
                "");
    }

    /** Where sources lie that may be replayed. */
    Path sources() throws IOException {
        return Files.createDirectories(directory.resolve("sources"));
    }

    /** The service on a database, with further settings. */
    ConfigurableApplicationContext start(String database, Map<String, Object> settings) throws IOException {
        var all = new HashMap<String, Object>();
        all.put("server.address", "127.0.0.1");
        all.put("server.port", 0);
        all.put("management.server.port", 0);
        all.put("spring.cloud.stream.kafka.binder.brokers", kafka.bootstrapServers());
        all.put("spring.datasource.url", postgres.jdbcUrl(database) + "?currentSchema=uploader");
        all.put("spring.datasource.username", postgres.user());
        all.put("strainlake.journey.clock", "test");
        all.put("strainlake.experiments.virgo.scopes", "virgo");
        all.put("strainlake.experiments.virgo.readers", "/virgo");
        all.put("strainlake.experiments.virgo.data-managers", "/virgo/data-manager,client:rehearsal");
        all.put("strainlake.experiments.virgo.operators", "/virgo/ops");
        all.put("strainlake.experiments.virgo.data-access", "/virgo/data-access");
        all.put("strainlake.token.client.token-endpoint", lake.tokenEndpoint());
        all.put("strainlake.token.client.client-id", "uploader");
        all.put("strainlake.token.client.client-secret-file", lake.settings().secretFile("uploader"));
        all.put("strainlake.token.resource.audiences", AUDIENCE);
        all.put("strainlake.token.resource.issuers[0].issuer", lake.issuer());
        all.put("strainlake.token.resource.issuers[0].jwks-uri", lake.jwksUri());
        all.put("strainlake.lake.rucio.url", lake.url());
        all.put("strainlake.replay.roots", sources());
        all.put("strainlake.streams.V1-hoft.experiment", "virgo");
        all.put("strainlake.streams.V1-hoft.detector", "V1");
        all.put("strainlake.streams.V1-hoft.channel", "V1:Hrec_hoft_16Hz");
        all.put("strainlake.streams.V1-hoft.description", "HOFT");
        all.put("strainlake.streams.V1-hoft.sample-rate-hz", Strain.SAMPLE_RATE_HZ);
        all.put("strainlake.streams.V1-hoft.scope", "virgo");
        all.put("strainlake.streams.V1-hoft.container", "V1.HOFT");
        all.put("strainlake.streams.V1-hoft.rse", "CERN-PROMPT");
        all.put("strainlake.streams.V1-hoft.rules[0].expression", "CNAF-DISK");
        all.putAll(settings);
        return new SpringApplicationBuilder(UploaderApplication.class)
                .properties(all)
                .run();
    }

    String token(String client, String... groups) {
        return lake.token(client, AUDIENCE, "", groups);
    }

    /** Everything in a topic now. */
    List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        return kafka.everythingIn(topic);
    }
}
