package org.strainlake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was answered with success is there after a new start. */
class RestartIT {
    @TempDir
    Path directory;

    @Test
    void namesFilesAndKeysOutliveTheProcess() throws Exception {
        String keys;
        URI file;
        try (var lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory))) {
            keys = Caller.with(lake, "").get("/jwk").text();
            file = URI.create(lake.storageUrl("CERN-PROMPT") + "a/f");
            var bearer = "Bearer " + lake.token("w", lake.storageAudience("CERN-PROMPT"), "storage.create:/");
            Caller.storage("PUT", file, new byte[] {1, 2, 3}, "Authorization", bearer);
            var rucio = Caller.as(lake, "uploader");
            rucio.post("/dids/virgo/V1.kept", "{\"type\": \"DATASET\", \"meta\": {\"run\": \"O2\"}}");
            rucio.post(
                    "/dids/attachments",
                    "[{\"scope\": \"virgo\", \"name\": \"V1.kept\", \"rse\": \"CERN-PROMPT\", \"dids\": [{\"scope\":"
                            + " \"virgo\", \"name\": \"f.h5\", \"bytes\": 3, \"adler32\": \"000d0007\"}]}]");
            rucio.put("/dids/virgo/V1.kept/status", "{\"open\": false}");
        }
        // As a process that was killed in the middle of a line would leave it.
        Files.writeString(
                directory.resolve("catalogue/journal.ndjson"), "{\"op\":\"add\",\"sco", StandardOpenOption.APPEND);

        try (var lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory))) {
            var rucio = Caller.as(lake, "uploader");
            var moved = URI.create(lake.storageUrl("CERN-PROMPT") + "a/f");
            var bearer = "Bearer " + lake.token("r", lake.storageAudience("CERN-PROMPT"), "storage.read:/");

            assertThat(Caller.with(lake, "").get("/jwk").text()).isEqualTo(keys);
            assertThat(Caller.storage("HEAD", moved, null, "Authorization", bearer)
                            .headers()
                            .firstValue("Digest"))
                    .hasValue("adler32=000d0007");
            assertThat(rucio.get("/dids/virgo/V1.kept").json().get("open").asBoolean())
                    .isFalse();
            assertThat(rucio.get("/dids/virgo/V1.kept/meta?plugin=JSON")
                            .json()
                            .get("run")
                            .asString())
                    .isEqualTo("O2");
            assertThat(rucio.get("/dids/virgo/V1.kept/files").lines()).hasSize(1);
            assertThat(rucio.post("/dids/virgo/V1.more", "{\"type\": \"DATASET\"}")
                            .status())
                    .isEqualTo(201);
        }
        try (var lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory))) {
            assertThat(Caller.as(lake, "uploader").get("/dids/virgo/V1.more").status())
                    .isEqualTo(200);
        }
    }
}
