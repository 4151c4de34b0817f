package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strainlake.http.OutsideBusy;
import org.strainlake.http.Peer;
import org.strainlake.lake.rucio.RucioProperties;
import org.strainlake.token.TestIssuer;
import org.strainlake.token.TokenSource;

/**
 * Promises of the catalogue about who comes in, how, and for how long. A refused login is not final, for an operator
 * can mend it: it is {@code Busy} for a while, under Rucio's own name for it, and costs few calls.
 */
public abstract class LoginContract extends LakeContract {
    /** Two attempts within a call at the most: with the token at hand, and with a fresh one. */
    private static final int ONCE_AND_AFRESH = 2;

    private final CircuitBreakerRegistry calls = CircuitBreakerRegistry.ofDefaults();

    @TempDir
    Path directory;

    @Test
    void theLakeTellsItsVersion() throws IOException {
        assertThat(catalogue().version()).matches("\\d+\\..+");
    }

    @Test
    void whoeverLogsInByTokenMakesAndReadsDatasets() throws IOException {
        var tokens = access().tokens(peer("issuer"), "uploader");

        makesAndReads(access().catalogue(peer("rucio"), tokens), "by-token");

        assertThat(callsTo("issuer")).isEqualTo(1);
    }

    @Test
    void whoeverLogsInByPasswordMakesAndReadsDatasets() throws IOException {
        makesAndReads(byPassword(access().userPass(), InstantSource.system()), "by-password");
    }

    private void makesAndReads(Catalogue catalogue, String name) throws IOException {
        var dataset = did(name);
        var file = entry(name + ".h5", 1_000, 1);

        assertThat(catalogue.createDataset(dataset, Map.of())).isEqualTo(new CatalogueResult.Done());
        assertThat(catalogue.attachFiles(dataset, rse(), List.of(file))).isEqualTo(new CatalogueResult.Done());
        assertThat(catalogue.addRule(dataset, rse(), 1, "User Subscriptions")).isEqualTo(new CatalogueResult.Done());
        var read = new ArrayList<FileEntry>();
        catalogue.files(dataset, read::add);

        assertThat(read).containsExactly(file);
        assertThat(catalogue.rules(dataset)).hasSize(1);
        assertThat(catalogue().isOpen(dataset)).contains(true);
    }

    @Test
    void aWrongPasswordIsNamedAndTriedOnceACall() throws IOException {
        var login = access().userPass();
        var wrong = Files.writeString(directory.resolve("password"), "wrong-" + run());
        var catalogue = byPassword(
                new RucioProperties.UserPass(login.account(), login.username(), wrong), InstantSource.system());

        refusesTheLoginWithin(1, catalogue);
    }

    @Test
    void anUnknownAccountIsNamedAndTriedOnceACall() throws IOException {
        var login = access().userPass();
        var catalogue = byPassword(
                new RucioProperties.UserPass("nosuch-" + run(), login.username(), login.passwordFile()),
                InstantSource.system());

        refusesTheLoginWithin(1, catalogue);
    }

    @Test
    void aTokenForAnotherAudienceIsNamedAndNotTriedOverAndOver() throws IOException {
        var storage = place("audience");
        String origin = storage.getScheme() + "://" + storage.getRawAuthority();
        String elsewhere = entered().tokens().token(origin, access().tokenScope());

        refusesTheLoginWithin(ONCE_AND_AFRESH, access().catalogue(peer("rucio"), always(elsewhere)));
    }

    @Test
    void aTokenOfAnotherIssuerIsNamedAndNotTriedOverAndOver() throws IOException {
        var claims = TestIssuer.claims(InstantSource.system().instant())
                .audience(access().audience())
                .claim("scope", access().tokenScope());
        String foreign = TestIssuer.signed(TestIssuer.newKey("foreign"), null, claims.build());

        refusesTheLoginWithin(ONCE_AND_AFRESH, access().catalogue(peer("rucio"), always(foreign)));
    }

    @Test
    void aTokenInTheIssuersNameThatSomebodyElseSignedIsNamedAndNotTriedOverAndOver()
            throws IOException, ParseException {
        String good = entered().tokens().token(access().audience(), access().tokenScope());
        var signed = SignedJWT.parse(good);
        String forged =
                TestIssuer.signed(TestIssuer.newKey(signed.getHeader().getKeyID()), "at+jwt", signed.getJWTClaimsSet());

        refusesTheLoginWithin(ONCE_AND_AFRESH, access().catalogue(peer("rucio"), always(forged)));
    }

    private void refusesTheLoginWithin(int mostCalls, Catalogue catalogue) {
        var dataset = did("never");

        var result = catalogue.createDataset(dataset, Map.of());

        int first = callsTo("rucio");
        assertThat(result).isInstanceOfSatisfying(CatalogueResult.Busy.class, busy -> {
            assertThat(busy.reason()).contains("CannotAuthenticate");
            assertThat(busy.pause()).isGreaterThan(Duration.ofSeconds(1));
        });
        assertThat(first).isBetween(1, mostCalls);
        assertThatThrownBy(() -> catalogue.isOpen(dataset))
                .isInstanceOf(OutsideBusy.class)
                .hasMessageContaining("CannotAuthenticate");
        assertThat(callsTo("rucio") - first).isBetween(0, mostCalls);
    }

    @Test
    void aTokenThatIsRefusedInMidRunIsRenewedOnceForAllCallsAndAllOfThemSucceed()
            throws IOException, InterruptedException, ExecutionException {
        var stale = new StaleAtFirst(access().tokens(peer("issuer"), "uploader"), staleToken());
        var catalogue = access().catalogue(peer("rucio"), stale);

        List<Callable<CatalogueResult>> creations = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            var dataset = did("renewed-" + i);
            creations.add(() -> catalogue.createDataset(dataset, Map.of()));
        }
        List<CatalogueResult> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<CatalogueResult> result : threads.invokeAll(creations)) {
                results.add(result.get());
            }
        }

        assertThat(results).hasSize(6).containsOnly(new CatalogueResult.Done());
        assertThat(callsTo("issuer")).isEqualTo(1);
        assertThat(callsTo("rucio")).isBetween(7, 12);
    }

    @Test
    void aListIsReadToItsEndThoughItsTokenHadToBeRenewed() throws IOException {
        var dataset = dataset("list-renewed");
        var file = entry("list-renewed.h5", 10, 1);
        catalogue().attachFiles(dataset, rse(), List.of(file));
        var stale = new StaleAtFirst(access().tokens(peer("issuer"), "uploader"), staleToken());
        var catalogue = access().catalogue(peer("rucio"), stale);
        var read = new ArrayList<FileEntry>();

        catalogue.files(dataset, read::add);
        catalogue.files(dataset, read::add);

        assertThat(read).containsExactly(file, file);
        assertThat(callsTo("issuer")).isEqualTo(1);
        assertThat(callsTo("rucio")).isEqualTo(3);
    }

    @Test
    void aPasswordLogsInOnceUntilItsTokenEndsAndThenOnceMore() throws IOException {
        var passed = new AtomicReference<>(Duration.ZERO);
        var catalogue = byPassword(
                access().userPass(), () -> InstantSource.system().instant().plus(passed.get()));
        var dataset = dataset("password-renewed");

        assertThat(catalogue.isOpen(dataset)).contains(true);
        assertThat(catalogue.isOpen(dataset)).contains(true);
        int before = callsTo("rucio");
        passed.set(Duration.ofDays(30));
        assertThat(catalogue.isOpen(dataset)).contains(true);

        assertThat(before).as("a login and two questions").isEqualTo(3);
        assertThat(callsTo("rucio")).as("a login and a question more").isEqualTo(5);
    }

    // What the promises are checked with

    private Peer peer(String name) {
        return LakeAccess.peer(entered().http(), name, calls);
    }

    private Catalogue byPassword(RucioProperties.UserPass login, InstantSource clock) {
        return access().catalogue(peer("rucio"), login, clock);
    }

    /** How often that server was called: its breaker keeps the last twenty. */
    private int callsTo(String name) {
        return calls.circuitBreaker(name).getMetrics().getNumberOfBufferedCalls();
    }

    /** A token that once was good, as far as anybody can tell without its key. */
    private String staleToken() throws IOException {
        String good = entered().tokens().token(access().audience(), access().tokenScope());
        return good.substring(0, good.lastIndexOf('.') + 1) + "A".repeat(342);
    }

    private static TokenSource always(String token) {
        return new TokenSource() {
            @Override
            public String token(String audience, String scope) {
                return token;
            }

            @Override
            public void invalidate(String audience, String scope, String refused) {}
        };
    }

    /** Hands out a token until somebody says that it is refused, and good ones from then on. */
    private static final class StaleAtFirst implements TokenSource {
        private final TokenSource good;
        private final String stale;
        private volatile boolean isKnownToBeStale;

        private StaleAtFirst(TokenSource good, String stale) {
            this.good = good;
            this.stale = stale;
        }

        @Override
        public String token(String audience, String scope) throws IOException {
            return isKnownToBeStale ? good.token(audience, scope) : stale;
        }

        @Override
        public void invalidate(String audience, String scope, String refused) {
            if (refused.equals(stale)) {
                isKnownToBeStale = true;
            } else {
                good.invalidate(audience, scope, refused);
            }
        }
    }
}
