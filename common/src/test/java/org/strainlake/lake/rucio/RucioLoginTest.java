package org.strainlake.lake.rucio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.http.FakeServer.Reply;
import org.strainlake.http.OutsideBusy;
import org.strainlake.lake.CatalogueResult;

class RucioLoginTest extends RucioFixture {
    @TempDir
    Path dir;

    RucioLoginTest() throws IOException {}

    @Test
    void theTokenGoesIntoRuciosOwnHeaderOnly() throws IOException {
        on("GET /dids/virgo/V1.hoft", Reply.of(200, "{\"open\": true}"));

        assertThat(catalogue.isOpen(DATASET)).contains(true);

        var asked = server.asked().getFirst();
        assertThat(asked.header("X-Rucio-Auth-Token")).isEqualTo("token-1");
        assertThat(asked.header("Authorization")).isEmpty();
        assertThat(tokens.wanted()).containsExactly("rucio openid profile");
    }

    @Test
    void anExpiredTokenIsRenewedWithinTheCall() {
        on("POST /dids/virgo/V1.hoft", error(401, "CannotAuthenticate"), created());

        assertThat(catalogue.createContainer(DATASET)).isEqualTo(new CatalogueResult.Done());

        assertThat(server.asked())
                .extracting(asked -> asked.header("X-Rucio-Auth-Token"))
                .containsExactly("token-1", "token-2");
    }

    @Test
    void aTokenThatIsNeverAcceptedIsBusyForHalfAMinute() {
        on("POST /dids/virgo/V1.hoft", error(401, "CannotAuthenticate"));

        assertThat(catalogue.createContainer(DATASET))
                .isInstanceOfSatisfying(
                        CatalogueResult.Busy.class,
                        busy -> assertThat(busy.pause()).isEqualTo(Duration.ofSeconds(30)));
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void aQuestionWithAnUnacceptableTokenIsNotRepeatedOverAndOver() {
        on("GET /dids/virgo/V1.hoft", error(401, "CannotAuthenticate"));

        assertThatThrownBy(() -> catalogue.isOpen(DATASET)).isInstanceOf(OutsideBusy.class);

        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void aPasswordThatWasRefusedIsNotTriedAgainForHalfAMinute() throws IOException {
        var byPassword = byPassword();
        on("GET /auth/userpass", error(401, "CannotAuthenticate"), loggedIn("virgo-token-1", ""));
        on("POST /dids/virgo/V1.hoft", created());

        byPassword.createContainer(DATASET);
        clock.pass(Duration.ofSeconds(29));

        assertThat(byPassword.createContainer(DATASET))
                .isInstanceOfSatisfying(
                        CatalogueResult.Busy.class,
                        busy -> assertThat(busy.pause()).isEqualTo(Duration.ofSeconds(1)));
        assertThat(server.asked()).hasSize(1);
        clock.pass(Duration.ofSeconds(1));
        assertThat(byPassword.createContainer(DATASET)).isEqualTo(new CatalogueResult.Done());
    }

    @Test
    void aClockThatWasSetBackDoesNotHoldUpTheNextLogin() throws IOException {
        var byPassword = byPassword();
        on("GET /auth/userpass", error(401, "CannotAuthenticate"), loggedIn("virgo-token-1", ""));
        on("POST /dids/virgo/V1.hoft", created());
        assertThat(byPassword.createContainer(DATASET)).isInstanceOf(CatalogueResult.Busy.class);

        clock.pass(Duration.ofHours(-1));

        assertThat(byPassword.createContainer(DATASET)).isEqualTo(new CatalogueResult.Done());
    }

    @Test
    void aPasswordLogsInAgainWhenRucioForgotItsToken() throws IOException {
        var byPassword = byPassword();
        on(
                "GET /auth/userpass",
                loggedIn("virgo-token-1", "Mon, 23 Nov 2026 08:00:00 UTC"),
                loggedIn("virgo-token-2", "Mon, 23 Nov 2026 08:00:00 UTC"));
        on("POST /dids/virgo/V1.hoft", error(401, "CannotAuthenticate"), created());

        assertThat(byPassword.createContainer(DATASET)).isEqualTo(new CatalogueResult.Done());
        assertThat(server.asked().getLast().header("X-Rucio-Auth-Token")).isEqualTo("virgo-token-2");
    }

    @Test
    void aWrongPasswordIsBusyAndNotTold() throws IOException {
        var byPassword = byPassword();
        on("GET /auth/userpass", error(401, "CannotAuthenticate"));

        assertThat(byPassword.createContainer(DATASET))
                .isInstanceOfSatisfying(
                        CatalogueResult.Busy.class,
                        busy -> assertThat(busy.reason())
                                .contains("CannotAuthenticate")
                                .doesNotContain("pass word"));
    }

    @Test
    void withoutTokensAndPasswordThereIsNoCatalogue() {
        assertThatThrownBy(() -> new RucioCatalogue(settings(null), rucio(), null, clock))
                .hasMessageContaining("strainlake.token.client")
                .hasMessageContaining("user-pass");
    }

    private RucioCatalogue byPassword() throws IOException {
        var passwordFile = Files.writeString(dir.resolve("password"), "pass word\n");
        return new RucioCatalogue(
                settings(new RucioProperties.UserPass("virgo", "virgo-user", passwordFile)), rucio(), null, clock);
    }

    private static Reply loggedIn(String token, String expires) {
        return Reply.of(200).with("X-Rucio-Auth-Token", token).with("X-Rucio-Auth-Token-Expires", expires);
    }
}
