package org.strainlake.emulator;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.strainlake.http.HttpClientAutoConfiguration;
import org.strainlake.lake.DataLake;
import org.strainlake.lake.LakeContract;
import org.strainlake.lake.rucio.RucioAutoConfiguration;
import org.strainlake.lake.webdav.StorageAutoConfiguration;
import org.strainlake.token.TokenClientAutoConfiguration;

/** The emulator keeps the promises that a real lake keeps, to the client that the services use. */
class EmulatorLakeContractIT extends LakeContract {
    @TempDir
    static Path directory;

    private static LakeEmulator emulator;
    private static ConfigurableApplicationContext client;

    /** The services' client. No component by its annotation, or the emulator's scan would find it. */
    @ImportAutoConfiguration({
        HttpClientAutoConfiguration.class,
        TokenClientAutoConfiguration.class,
        StorageAutoConfiguration.class,
        RucioAutoConfiguration.class
    })
    static class Client {}

    @BeforeAll
    static void start() throws Exception {
        var settings = EmulatorSettings.inDirectory(directory);
        emulator = LakeEmulator.start(settings);
        var application = new SpringApplication(Client.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setDefaultProperties(Map.of(
                "spring.config.name",
                "none",
                "spring.main.banner-mode",
                "off",
                "strainlake.token.client.token-endpoint",
                emulator.tokenEndpoint().toString(),
                "strainlake.token.client.client-id",
                "uploader",
                "strainlake.token.client.client-secret-file",
                settings.secretFile("uploader").toString(),
                "strainlake.lake.rucio.url",
                emulator.url().toString()));
        client = application.run();
    }

    @AfterAll
    static void stop() {
        client.close();
        emulator.close();
    }

    @Override
    protected DataLake lake() {
        return client.getBean(DataLake.class);
    }

    @Override
    protected String rse() {
        return "CERN-PROMPT";
    }

    @Override
    protected String scope() {
        return "virgo";
    }
}
