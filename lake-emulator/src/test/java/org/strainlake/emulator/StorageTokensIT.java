package org.strainlake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what in a storage, by token. */
class StorageTokensIT {
    private static final byte[] BYTES = {1, 2, 3, 4};

    @TempDir
    static Path directory;

    private static LakeEmulator lake;
    private static String root;

    @BeforeAll
    static void start() throws Exception {
        lake = LakeEmulator.start(
                EmulatorSettings.inDirectory(directory).open("EGO-ARCHIVE").ignoringIfNoneMatch("EGO-ARCHIVE"));
        root = lake.storageUrl("CERN-PROMPT").toString();
        for (var path : List.of("O4/f", "O4-other/f", "aXb/f")) {
            assertThat(put(root + path, "storage.create:/").statusCode()).isEqualTo(201);
        }
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    @ParameterizedTest
    @CsvSource({
        "storage.read:/O4, O4/f, 200",
        "storage.read:/O4/, O4/f, 200",
        "storage.read:/O4/f, O4/f, 200",
        "storage.read:/, O4/f, 200",
        "storage.read:/O4, O4-other/f, 403",
        "storage.read:/O4, o4/f, 403",
        "storage.read:/O4, %4f4/f, 200",
        "storage.read:/a.b, aXb/f, 403",
        "storage.read:/O4, O4/missing, 404",
        "storage.read:/O3, O4/missing, 403",
        "storage.modify:/, O4/f, 403",
        "storage.stage:/, O4/f, 403",
        "openid, O4/f, 403",
        "storage.read:/O4, O4/../O4-other/f, 400",
        "storage.read:/O4, O4/%2e%2e/O4-other/f, 400",
        "storage.read:/O4, O4/%252e%252e/x, 400",
        "storage.read:/O4, O4//f, 400",
        "storage.read:/O4, O4/..;/x, 400",
        "storage.read:/O4, O4/f%2f, 400",
        "storage.read, O4/f, 401",
        "storage.read:O4, O4/f, 401",
        "storage.read:/O3/../O4, O4/f, 401",
    })
    void readingIsAllowedByWholePathComponents(String scope, String path, int status) throws Exception {
        // Sent by hand: a well-behaved client would tidy the path.
        assertThat(rawGet(path, token(scope))).isEqualTo(status);
    }

    @Test
    void withoutATokenNothingIsSeenOfAProtectedStorage() throws Exception {
        var answer = Caller.storage("GET", URI.create(root + "O4/f"), null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    }

    @Test
    void creatingNeitherOverwritesNorDeletes() throws Exception {
        assertThat(put(root + "new/f", "storage.create:/").statusCode()).isEqualTo(201);
        assertThat(put(root + "new/f", "storage.create:/").statusCode()).isEqualTo(403);
        assertThat(put(root + "new/g", "storage.read:/").statusCode()).isEqualTo(403);
        assertThat(call("DELETE", root + "new/f", "storage.create:/")).isEqualTo(403);
        assertThat(call("HEAD", root + "new/f", "storage.create:/")).isEqualTo(200);
        assertThat(put(root + "new/f", "storage.modify:/").statusCode()).isEqualTo(204);
        assertThat(call("DELETE", root + "new/f", "storage.modify:/")).isEqualTo(204);
        assertThat(call("DELETE", root + "new/f", "storage.modify:/")).isEqualTo(404);
    }

    @Test
    void aConditionalPutNeverReplacesUnlessTheStorageIgnoresIt() throws Exception {
        var open = lake.storageUrl("EGO-ARCHIVE") + "f";

        assertThat(Caller.storage("PUT", URI.create(open), BYTES, "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(201);
        assertThat(Caller.storage("PUT", URI.create(open), new byte[] {9}, "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(200);
        assertThat(Caller.storage("GET", URI.create(open), null).body()).containsExactly(9);
    }

    @Test
    void aFileIsMovedWithinTheScopeOnlyAndNeverOverAnother() throws Exception {
        put(root + "m/a", "storage.create:/");
        put(root + "m/b", "storage.create:/");

        assertThat(move("m/a", "m/b", "storage.modify:/")).isEqualTo(412);
        assertThat(move("m/a", "n/c", "storage.modify:/m")).isEqualTo(403);
        assertThat(move("m/a", "m/c", "storage.create:/")).isEqualTo(403);
        assertThat(move("m/a", "m/c", "storage.modify:/m")).isEqualTo(201);
        assertThat(call("HEAD", root + "m/a", "storage.read:/")).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "iss, https://elsewhere/, 401",
        "aud, https://elsewhere, 401",
        "aud, , 401",
        "aud, https://wlcg.cern.ch/jwt/v1/any, 200",
        "wlcg.ver, 1.1, 401",
        "wlcg.ver, , 401",
        "sub, , 401",
        "jti, , 401",
        "exp, , 401",
        "exp, -50, 200",
        "exp, -70, 401",
        "nbf, 50, 200",
        "nbf, 70, 401",
        "nbf, , 200",
    })
    void aTokenIsCheckedAsTheProfileHasIt(String claim, String value, int status) throws Exception {
        var claims = claims();
        if (value == null) {
            claims.remove(claim);
        } else if (claim.equals("exp") || claim.equals("nbf")) {
            claims.put(claim, Date.from(Instant.ofEpochSecond(nowSeconds() + Long.parseLong(value))));
        } else {
            claims.put(claim, value);
        }

        assertThat(rawGet("O4/f", lake.signed(claims))).isEqualTo(status);
    }

    @Test
    void aScopeThatIsAListIsRefused() throws Exception {
        var claims = claims();
        claims.put("scope", List.of("storage.read:/"));

        assertThat(rawGet("O4/f", lake.signed(claims))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256"})
    void aTokenThatIsNotSignedByTheIssuersKeyIsRefused(String algorithm) throws Exception {
        var parts = lake.signed(claims()).split("\\.", -1);
        var head = base64("{\"kid\":\"rsa1\",\"alg\":\"" + algorithm + "\"}");
        var signature = "";
        if (algorithm.equals("HS256")) {
            var mac = Mac.getInstance("HmacSHA256");
            var published = Caller.with(lake, "").get("/jwk").text();
            mac.init(new SecretKeySpec(published.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            signature = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal((head + "." + parts[1]).getBytes(StandardCharsets.US_ASCII)));
        }

        assertThat(rawGet("O4/f", head + "." + parts[1] + "." + signature)).isEqualTo(401);
        assertThat(rawGet("O4/f", parts[0] + "." + parts[1] + "." + "A".repeat(parts[2].length())))
                .isEqualTo(401);
    }

    @Test
    void anExpiredTokenIsRefusedWhereNoneIsNeeded() throws Exception {
        var claims = claims();
        claims.put("exp", Date.from(Instant.ofEpochSecond(nowSeconds() - 3600)));
        var url = URI.create(lake.storageUrl("EGO-ARCHIVE") + "nothing");

        assertThat(Caller.storage("GET", url, null).statusCode()).isEqualTo(404);
        assertThat(Caller.storage("GET", url, null, "Authorization", "Bearer " + lake.signed(claims))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aPutThatIsCutOffLeavesNothing() throws Exception {
        var path = URI.create(root + "cut/f").getPath();
        try (var socket = new Socket(lake.url().getHost(), lake.url().getPort())) {
            socket.getOutputStream()
                    .write(("PUT " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nAuthorization: Bearer "
                                    + token("storage.create:/") + "\r\n\r\nhalf")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            drain(socket.getInputStream());
        }

        assertThat(call("HEAD", root + "cut/f", "storage.read:/")).isEqualTo(404);
    }

    @Test
    void aRefusalComesBeforeTheBodyIsAskedFor() throws Exception {
        try (var socket = new Socket(lake.url().getHost(), lake.url().getPort())) {
            socket.getOutputStream()
                    .write(("PUT " + URI.create(root).getPath() + "e/f HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
                                    + "Expect: 100-continue\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(drain(socket.getInputStream())).startsWith("HTTP/1.1 401");
        }
    }

    private static String token(String scope) {
        return lake.token("somebody", lake.storageAudience("CERN-PROMPT"), scope);
    }

    private static java.net.http.HttpResponse<byte[]> put(String url, String scope)
            throws IOException, InterruptedException {
        return Caller.storage("PUT", URI.create(url), BYTES, "Authorization", "Bearer " + token(scope));
    }

    private static int call(String method, String url, String scope) throws IOException, InterruptedException {
        return Caller.storage(method, URI.create(url), null, "Authorization", "Bearer " + token(scope))
                .statusCode();
    }

    private static int move(String from, String to, String scope) throws IOException, InterruptedException {
        return Caller.storage(
                        "MOVE",
                        URI.create(root + from),
                        null,
                        "Authorization",
                        "Bearer " + token(scope),
                        "Destination",
                        root + to)
                .statusCode();
    }

    private static int rawGet(String path, String token) throws IOException {
        try (var socket = new Socket(lake.url().getHost(), lake.url().getPort())) {
            socket.getOutputStream()
                    .write(("GET " + URI.create(root).getPath() + path
                                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + token
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return Integer.parseInt(drain(socket.getInputStream()).split(" ", 3)[1]);
        }
    }

    private static String drain(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static long nowSeconds() {
        return java.time.InstantSource.system().millis() / 1000;
    }

    private static Map<String, Object> claims() {
        var claims = new HashMap<String, Object>();
        claims.put("iss", lake.issuer());
        claims.put("sub", "somebody");
        claims.put("aud", lake.storageAudience("CERN-PROMPT"));
        claims.put("wlcg.ver", "1.0");
        claims.put("scope", "storage.read:/");
        claims.put("jti", "1");
        claims.put("exp", Date.from(Instant.ofEpochSecond(nowSeconds() + 3600)));
        claims.put("nbf", Date.from(Instant.ofEpochSecond(nowSeconds() - 10)));
        return claims;
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
