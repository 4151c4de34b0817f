package org.strainlake.lake.rucio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Status;
import org.strainlake.http.HttpProperties;
import org.strainlake.http.OutboundHttp;
import org.strainlake.http.Peer;
import org.strainlake.http.RawServer;
import org.strainlake.http.SetClock;

/** How long a password's token is used, and what a clock that is wrong does to it. */
class RucioTokenLifeTest {
    private static final DateTimeFormatter RUCIO_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.US);
    private static final String LOGIN = "/auth/userpass";

    @TempDir
    Path dir;

    private final SetClock clock = new SetClock();
    private final OutboundHttp http = OutboundHttp.of(new HttpProperties(Duration.ofSeconds(2), null));
    private final RawServer server = new RawServer(head -> answer());
    private Duration ahead = Duration.ZERO;
    private Duration life = Duration.ofHours(1);
    private RucioCatalogue catalogue;

    RucioTokenLifeTest() throws IOException {}

    @BeforeEach
    void configure() throws IOException {
        var password = Files.writeString(dir.resolve("password"), "pass word\n");
        catalogue = new RucioCatalogue(
                new RucioProperties(
                        server.url(),
                        "rucio",
                        "openid profile",
                        Duration.ofSeconds(5),
                        new RucioProperties.UserPass("virgo", "virgo-user", password)),
                new Peer(http, CircuitBreakerRegistry.ofDefaults(), "rucio", RucioErrors::isIll),
                null,
                clock);
    }

    @AfterEach
    void end() throws IOException {
        server.close();
        http.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {-60, -5, 0, 5, 60})
    void aPasswordLogsInOnceAndAgainAMinuteBeforeItsTokenExpiresWhateverOurClockSays(int minutesAhead)
            throws IOException {
        ahead = Duration.ofMinutes(minutesAhead);

        catalogue.isOpen(RucioFixture.DATASET);
        clock.pass(Duration.ofMinutes(59).minusSeconds(1));
        catalogue.isOpen(RucioFixture.DATASET);
        assertThat(server.asked(LOGIN)).isEqualTo(1);

        clock.pass(Duration.ofSeconds(1));
        catalogue.isOpen(RucioFixture.DATASET);
        assertThat(server.asked(LOGIN)).isEqualTo(2);
        assertThat(server.heads().getFirst())
                .containsIgnoringCase("X-Rucio-Account: virgo\r\n")
                .containsIgnoringCase("X-Rucio-Username: virgo-user\r\n")
                .containsIgnoringCase("X-Rucio-Password: pass word\r\n");
    }

    @Test
    void aTokenThatSeemsToBeBornExpiredIsUsedAndCausesNoStormOfLogins() throws IOException {
        life = Duration.ofHours(-2);

        for (int i = 0; i < 20; i++) {
            catalogue.isOpen(RucioFixture.DATASET);
            clock.pass(Duration.ofSeconds(1));
        }

        assertThat(server.asked(LOGIN)).isEqualTo(1);
    }

    @Test
    void aClockFiveMinutesOffIsNamedAndHindersNothing() {
        ahead = Duration.ofMinutes(-5);

        var health = new RucioHealth(catalogue).health();

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails()).containsEntry("clock", "300 s behind ours");
    }

    @Test
    void aClockThatAgreesIsNotSpokenOf() {
        assertThat(new RucioHealth(catalogue).health().getDetails()).containsOnlyKeys("version");
    }

    /** The same for every call: a login, a ping and a dataset in one. */
    private String answer() {
        Instant now = clock.instant().plus(ahead);
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atZone(ZoneOffset.UTC))
                + "\r\nX-Rucio-Auth-Token: virgo-token\r\nX-Rucio-Auth-Token-Expires: "
                + RUCIO_DATE.format(now.plus(life).atZone(ZoneOffset.UTC))
                + "\r\n\r\n{\"open\": true, \"version\": \"41.5.1\"}";
    }
}
