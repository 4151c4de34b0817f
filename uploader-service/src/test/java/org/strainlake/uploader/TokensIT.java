package org.strainlake.uploader;

import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.checksum.Adler32Checksum;
import org.strainlake.checksum.Sha256Checksum;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.TestIssuer;
import org.strainlake.token.TokenContract;
import org.strainlake.uploader.journal.ChunkEntry;
import org.strainlake.uploader.journal.ChunkJournal;

/** Which token opens the list of a run's chunks. */
class TokensIT extends TokenContract {
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final String DATABASE = "tokens";

    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        var surroundings = Surroundings.get();
        surroundings.createDatabase(DATABASE);
        var settings = new HashMap<String, Object>(Map.of(
                "strainlake.experiments.virgo.scopes", "virgo,O4,O4-other,o4,aXb,O5,public",
                "strainlake.experiments.virgo.base-path", "/virgo",
                "strainlake.experiments.virgo.public-datasets", "public:*",
                "strainlake.token.resource.audiences", TestIssuer.AUDIENCE,
                "strainlake.token.resource.issuers[0].issuer", TestIssuer.ISSUER,
                "strainlake.token.resource.issuers[0].jwks-uri", ISSUER.jwksUri(),
                "strainlake.token.resource.issuers[0].base-path", "/virgo"));
        for (var scope : List.of("O4", "O4-other", "o4", "aXb", "O5", "public")) {
            settings.putAll(settings(scope));
        }
        service = surroundings.start(DATABASE, settings);
        for (var scope : List.of("O4", "O4-other", "o4", "aXb", "public")) {
            service.getBean(ChunkJournal.class).created(chunk(scope)).get();
        }
    }

    @AfterAll
    static void stop() {
        service.close();
        ISSUER.close();
    }

    @Override
    protected int port() {
        return Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @Override
    protected TestIssuer issuer() {
        return ISSUER;
    }

    @Override
    protected Instant now() {
        return Instant.now();
    }

    @Override
    protected String route(String scope) {
        return "/v1/chunks?run=" + run(scope);
    }

    private static Map<String, Object> settings(String scope) {
        var prefix = "strainlake.streams." + stream(scope) + ".";
        return Map.of(
                prefix + "experiment", "virgo",
                prefix + "detector", "V1",
                prefix + "channel", "V1:Hrec_hoft_16Hz",
                prefix + "description", "HOFT",
                prefix + "sample-rate-hz", Strain.SAMPLE_RATE_HZ,
                prefix + "scope", scope,
                prefix + "rse", "CERN-PROMPT");
    }

    /** Names of streams are told apart without regard to capitals. */
    private static String stream(String scope) {
        return scope.equals("o4") ? "lower" : "of-" + scope;
    }

    private static String run(String scope) {
        return stream(scope) + ".live";
    }

    private static ChunkEntry chunk(String scope) {
        var bytes = new byte[] {1, 2, 3};
        var did = new DataIdentifier(scope, "V-V1_HOFT-1167559920-1.h5");
        return new ChunkEntry(
                did,
                stream(scope),
                run(scope),
                1_167_559_920L,
                1,
                Strain.SAMPLE_RATE_HZ,
                bytes.length,
                Adler32Checksum.of(bytes),
                Sha256Checksum.of(bytes),
                null,
                new DataIdentifier(scope, "V-V1_HOFT-1167559200-3600"),
                "CERN-PROMPT",
                URI.create("https://storage.example/" + did.name()),
                null,
                null,
                Instant.now(),
                null,
                false,
                null,
                false,
                null);
    }
}
