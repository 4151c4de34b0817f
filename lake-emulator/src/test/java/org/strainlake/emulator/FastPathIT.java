package org.strainlake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of one chunk: token, address, PUT, attachment, listing, GET. */
class FastPathIT {
    @TempDir
    static Path directory;

    private static LakeEmulator lake;

    @BeforeAll
    static void start() throws Exception {
        lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory));
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    @Test
    void aChunkIsStoredAttachedFoundAndFetched() throws Exception {
        var rucio = Caller.with(lake, token("uploader", "rucio", "openid profile"));
        var bytes = "strain".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        var bearer = "Bearer "
                + token(
                        "uploader",
                        lake.storageAudience("CERN-PROMPT"),
                        "storage.read:/ storage.create:/ storage.modify:/");
        var lfn = "virgo:V-V1_FAST-1-1.h5";
        var url = URI.create(rucio.get("/rses/CERN-PROMPT/lfns2pfns?lfn=" + lfn + "&scheme=http&operation=write")
                .json()
                .get(lfn)
                .asString());

        var put = Caller.storage("PUT", url, bytes, "Authorization", bearer, "If-None-Match", "*");
        var again = Caller.storage("PUT", url, bytes, "Authorization", bearer, "If-None-Match", "*");
        var head = Caller.storage("HEAD", url, null, "Authorization", bearer, "Want-Digest", "adler32");
        var adler32 = head.headers().firstValue("Digest").orElseThrow().substring("adler32=".length());

        assertThat(url.toString()).startsWith(lake.storageUrl("CERN-PROMPT") + "virgo/");
        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(412);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(bytes.length);
        assertThat(rucio.post("/dids/virgo/V1.fast", "{\"type\": \"DATASET\"}").status())
                .isEqualTo(201);
        assertThat(rucio.post("/dids/attachments", """
                                [{"scope": "virgo", "name": "V1.fast", "rse": "CERN-PROMPT", "dids": [
                                  {"scope": "virgo", "name": "V-V1_FAST-1-1.h5", "bytes": 60000, "adler32": "%s",
                                   "type": "FILE"}]}]
                                """.formatted(adler32)).text())
                .isEqualTo("Created");
        assertThat(rucio.get("/dids/virgo/V1.fast/files").lines())
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.get("adler32").asString()).isEqualTo(adler32);
                    assertThat(file.get("bytes").asLong()).isEqualTo(60_000);
                });
        var listed = rucio.post(
                "/replicas/list", "{\"dids\": [{\"scope\": \"virgo\", \"name\": \"V1.fast\"}], \"sort\": \"random\"}");
        assertThat(listed.lines().getFirst().at("/rses/CERN-PROMPT/0").asString())
                .isEqualTo(url.toString());
        var got = Caller.storage("GET", url, null, "Authorization", bearer);
        assertThat(got.body()).isEqualTo(bytes);
        var part = Caller.storage("GET", url, null, "Authorization", bearer, "Range", "bytes=6-11");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(new String(part.body(), StandardCharsets.UTF_8)).isEqualTo("strain");
    }

    private static String token(String client, String audience, String scope) throws Exception {
        var form = "grant_type=client_credentials&scope=" + scope.replace(" ", "%20") + "&audience=" + audience;
        var basic = Base64.getEncoder()
                .encodeToString((client + ":" + client + "-secret").getBytes(StandardCharsets.UTF_8));
        return Caller.with(lake, "")
                .post(
                        "/token",
                        form,
                        "Authorization",
                        "Basic " + basic,
                        "Content-Type",
                        "application/x-www-form-urlencoded")
                .json()
                .get("access_token")
                .asString();
    }
}
