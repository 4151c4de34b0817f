package org.strainlake.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.strainlake.embargo.Embargo;
import org.strainlake.emulator.EmulatorSettings;
import org.strainlake.emulator.LakeEmulator;
import org.strainlake.journey.JourneyRecord;
import org.strainlake.journey.JourneyRecord.Failure;
import org.strainlake.lake.DidPattern;
import org.strainlake.local.Ports;
import org.strainlake.token.TestIssuer;

/** The page at {@code /}, looked at with a real browser. Its pictures are kept in {@code target/dashboard}. */
class DashboardIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Path PICTURES = Path.of("target", "dashboard");
    private static final long CHUNKS = 3600;
    private static final long CREATED = 3500;
    private static final long FIRST = Journeys.FIRST_GPS;

    @TempDir
    static Path directory;

    private static Instant begin;
    private static Path downloads;
    private static LakeEmulator lake;
    private static LatencyServer server;
    private static Journeys open;
    private static Journeys live;
    private static ChromeDriver wide;

    private ChromeDriver browser;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(PICTURES);
        downloads = Files.createDirectories(directory.resolve("downloads"));
        begin = Instant.now().minusSeconds(CREATED);
        SetClock.NOW.set(Instant.now());
        int port = Ports.free(1).getFirst();
        lake = LakeEmulator.start(EmulatorSettings.inDirectory(directory.resolve("lake"))
                .publicClient("dashboard", "openid,wlcg.groups")
                .grantTypes("dashboard", "authorization_code")
                .redirectUri("dashboard", "http://127.0.0.1:" + port + "/")
                .user("ada", UUID.fromString("6b1d1e0e-9b7c-4f0a-8a55-0d1c5b1c7a11"), "/virgo", ""));
        server = new LatencyServer(
                directory,
                "--server.port=" + port,
                "--strainlake.experiments.virgo.readers=/virgo",
                "--strainlake.token.resource.issuers[1].issuer=" + lake.issuer(),
                "--strainlake.token.resource.issuers[1].jwks-uri=" + lake.jwksUri(),
                "--strainlake.dashboard.login.issuer=" + lake.issuer(),
                "--strainlake.dashboard.login.authorization-endpoint=" + lake.authorizationEndpoint(),
                "--strainlake.dashboard.login.token-endpoint=" + lake.tokenEndpoint(),
                "--strainlake.dashboard.login.client-id=dashboard",
                "--strainlake.dashboard.login.audience=" + TestIssuer.AUDIENCE);
        open = Journeys.of("PUBLIC_HOUR", begin);
        live = Journeys.of("PUBLIC_LIVE", begin);
        var closed = Journeys.of("PUBLIC_NOT_YET", begin);
        server.publish(new Embargo(
                "datasets/" + closed.dataset(),
                Embargo.newOpaque(),
                1,
                "virgo",
                List.of(DidPattern.parse(closed.dataset().toString())),
                List.of("/virgo"),
                Instant.parse("2031-05-01T00:00:00Z"),
                false,
                List.of(),
                null));
        server.send(hour(open));
        server.send(
                List.of(live.planned(null, true, null), live.followed(follower(live)), live.stored(0), live.stored(1)));
        server.send(List.of(
                closed.planned(10L, true, null),
                closed.followed(follower(closed)),
                closed.stored(0),
                closed.delivered(0, follower(closed), 41)));
        for (var run : List.of(open, live, closed)) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(server.get("/v1/books/" + run.run(), "reader")
                                    .body())
                            .contains(follower(run)));
        }
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(server.health("journey")
                                .path("details")
                                .path("lag")
                                .asLong(-1))
                        .isZero());
        wide = Chromium.wide(downloads);
    }

    @AfterAll
    static void stop() throws Exception {
        if (wide != null) {
            wide.quit();
        }
        server.close();
        lake.close();
    }

    @BeforeEach
    void aFreshPage() {
        SetClock.NOW.set(Instant.now());
        browser = wide;
        browser.get("about:blank");
        Chromium.colours(browser, "light");
    }

    @AfterEach
    void nothingIsRefusedByThePolicy() {
        try {
            assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                    .filteredOn(entry -> entry.getLevel().equals(Level.SEVERE))
                    .extracting(LogEntry::getMessage)
                    .noneMatch(message -> message.contains("Content Security Policy") || message.contains("TypeError"));
        } finally {
            if (!wide.equals(browser)) {
                browser.quit();
            }
        }
    }

    /** Of 3600 planned, 3500 created: some late, lost, corrupted and withheld, the newest on their way. */
    private static List<JourneyRecord> hour(Journeys run) {
        var records = new ArrayList<JourneyRecord>(
                List.of(run.planned(CHUNKS, true, Duration.ofSeconds(5)), run.followed(follower(run))));
        for (long n = 0; n < CREATED; n++) {
            if (n >= 900 && n < 930) {
                records.add(run.failed(n, null, Failure.LOST, "the storage refused it"));
                continue;
            }
            Collections.addAll(records, run.stored(n), run.attached(n), run.notified(n));
            if (n >= 1500 && n < 1520) {
                records.add(run.failed(n, follower(run), Failure.CORRUPTED, "adler32 differs"));
            } else if (n >= 2100 && n < 2103) {
                records.add(run.failed(n, follower(run), Failure.WITHHELD, "<img src=x onerror=alert(1)> 403"));
            } else if (n >= 2700 && n < 2760) {
                records.add(run.delivered(n, follower(run), 6000 + 20 * (n - 2700)));
            } else if (n < CREATED - 20) {
                long wave = Math.round(30 * Math.sin(n / 200.0) + 5 * ((n * 7919) % 13));
                records.add(run.delivered(n, follower(run), 90 + wave + (n % 97 == 0 ? 400 : 0)));
            }
        }
        return records;
    }

    private static String follower(Journeys run) {
        return "cnaf-" + run.tag();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wide-light", "wide-dark", "narrow-light", "narrow-dark"})
    void everybodyCanUseIt(String look) throws Exception {
        if (look.startsWith("narrow")) {
            browser = Chromium.narrow(downloads);
        }
        Chromium.colours(browser, look.endsWith("dark") ? "dark" : "light");
        visit("#run=" + open.run());
        awaitCounts();
        find("table-details").findElement(By.tagName("summary")).click();
        eventually().untilAsserted(() -> assertThat(rows("steps")).hasSizeGreaterThan(20));

        picture(look);

        assertThat(new AxeBuilder().analyze(browser).getViolations())
                .extracting(Rule::toString)
                .isEmpty();
        assertThat(script("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("pixels too wide")
                .isEqualTo(0L);
    }

    @Test
    void theBookOfARunIsShown() throws Exception {
        visit("#run=" + open.run());
        awaitCounts();

        assertThat(count("expected")).isEqualTo(CHUNKS);
        assertThat(count("late")).isEqualTo(60);
        assertThat(count("lost")).isEqualTo(30);
        assertThat(count("corrupted")).isEqualTo(20);
        assertThat(count("withheld")).isEqualTo(3);
        assertThat(count("pending")).isEqualTo(120);
        assertThat(find("facts").getText()).contains("Stream V1-hoft of virgo", "Public.");
        eventually().untilAsserted(() -> assertThat(rows("missing")).hasSize(3));
        assertThat(rows("missing").get(0)).contains("lost", String.valueOf(FIRST + 900), "the storage refused it");
        assertThat(rows("missing").get(1)).contains("corrupted", String.valueOf(FIRST + 1500), "adler32 differs");
        assertThat(rows("missing").get(2)).contains("withheld", "<img src=x onerror=alert(1)> 403");
        assertThat(find("strip").getAttribute("aria-label"))
                .contains("60 late", "30 lost", "20 corrupted", "3 withheld", "120 pending");
        eventually()
                .untilAsserted(() -> assertThat(find("health").getText())
                        .contains("database ✓ up", "Kafka ✓ up", "intake ✓ up", "embargoes ✓ up")
                        .doesNotContain("records wait"));
    }

    @Test
    void anOutsiderLearnsNothingOfARunUnderEmbargo() throws Exception {
        visit("#run=V1-hoft.PUBLIC_NOT_YET&follower=x");

        eventually().untilAsserted(() -> assertThat(find("problem").getText()).contains("This is not public"));
        assertThat(texts("#run option")).containsExactlyInAnyOrder(open.run(), live.run());
        assertThat(find("counts").getText()).isEmpty();
        assertThat(browser.getPageSource()).doesNotContain("cnaf-PUBLIC_NOT_YET", "2031-05-01", "V-V1_HOFT");
        picture("outsider");
    }

    @Test
    void aMemberLogsInAndKeepsTheTokenInMemoryOnly() throws Exception {
        visit("#run=V1-hoft.PUBLIC_NOT_YET");
        eventually().untilAsserted(() -> assertThat(find("problem").getText()).contains("This is not public"));

        find("login").click();
        eventually()
                .untilAsserted(
                        () -> assertThat(browser.getCurrentUrl()).startsWith(lake.authorizationEndpoint() + "?"));
        find("username").sendKeys("ada");
        find("password").sendKeys("ada-password", Keys.ENTER);

        eventually()
                .untilAsserted(() -> assertThat(find("facts").getText())
                        .contains("Under embargo, release planned 2031-05-01T00:00:00Z."));
        assertThat(find("who").getText()).isEqualTo("Logged in");
        assertThat(browser.getCurrentUrl()).startsWith(page() + "#run=V1-hoft.PUBLIC_NOT_YET");
        assertThat(texts("#run option")).containsExactlyInAnyOrder(open.run(), live.run(), "V1-hoft.PUBLIC_NOT_YET");
        assertThat(script("return JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie"))
                .asString()
                .doesNotContain("eyJ");
        eventually().untilAsserted(() -> assertThat(find("health").getText()).contains("records wait"));
        picture("member");

        find("logout").click();
        eventually()
                .untilAsserted(
                        () -> assertThat(texts("#run option")).containsExactlyInAnyOrder(open.run(), live.run()));
        browser.navigate().refresh();
        eventually().untilAsserted(() -> assertThat(find("who").getText()).isEqualTo("Public runs only"));
    }

    @Test
    void aReturnThatWasNotBegunHereIsRefused() {
        browser.get(page() + "?code=stolen&state=other");

        eventually()
                .untilAsserted(() -> assertThat(find("problem").getText()).contains("The login was not begun here"));
        assertThat(browser.getCurrentUrl()).doesNotContain("stolen");
        assertThat(find("who").getText()).isEqualTo("Public runs only");
    }

    @Test
    void aNewChunkAppearsWithoutAReload() throws Exception {
        visit("#run=" + live.run());
        eventually().untilAsserted(() -> {
            assertThat(find("live").getText()).isEqualTo("live");
            assertThat(count("expected")).isEqualTo(2);
        });
        script("window.untouched = true");
        script("window.seen = new Promise(seen => new MutationObserver(() => {"
                + " if (document.getElementById('strip').ariaLabel.includes('1 delivered')) seen(Date.now());"
                + " }).observe(document.getElementById('strip'), {attributes: true}));");

        long sent = System.currentTimeMillis();
        server.send(List.of(live.stored(2), live.delivered(2, follower(live), 88)));

        long seen = (Long) browser.executeAsyncScript("window.seen.then(arguments[0])");
        Files.writeString(PICTURES.resolve("delay.txt"), "from Kafka to the page: " + (seen - sent) + " ms\n");
        eventually()
                .untilAsserted(() ->
                        assertThat(find("strip").getAttribute("aria-label")).contains("1 delivered"));
        eventually().untilAsserted(() -> assertThat(count("expected")).isEqualTo(3));
        assertThat(find("to").getAttribute("value")).isEqualTo(String.valueOf(FIRST + 10));
        assertThat(script("return window.untouched")).isEqualTo(true);
    }

    @Test
    void aLinkLeadsToTheSameInterval() throws Exception {
        visit("#run=" + open.run() + "&follower=" + follower(open) + "&leg=created-stored&gps=" + (FIRST + 890) + "-"
                + (FIRST + 950) + "&step=1");
        awaitCounts();

        assertThat(find("leg").getAttribute("value")).isEqualTo("created-stored");
        assertThat(find("from").getAttribute("value")).isEqualTo(String.valueOf(FIRST + 890));
        assertThat(find("to").getAttribute("value")).isEqualTo(String.valueOf(FIRST + 950));
        eventually()
                .untilAsserted(() ->
                        assertThat(find("strip").getAttribute("aria-label")).contains("30 delivered", "30 lost"));

        fill("from", FIRST + 2650);
        fill("to", FIRST + 2800);
        find("to").sendKeys(Keys.ENTER);
        eventually()
                .untilAsserted(() -> assertThat(browser.getCurrentUrl())
                        .contains("gps=" + (FIRST + 2650) + "-" + (FIRST + 2800), "leg=created-stored"));
        var link = browser.getCurrentUrl();
        browser.get("about:blank");
        browser.get(link);
        awaitCounts();
        eventually()
                .untilAsserted(() -> assertThat(find("strip").getAttribute("aria-label"))
                        .contains("GPS " + (FIRST + 2650) + " to " + (FIRST + 2800), "60 late"));
        assertThat(find("interval").getText()).contains("150 s", "Steps of 1 s");
        picture("link");
    }

    @Test
    void theChartIsUsedByKeyboard() throws Exception {
        visit("#run=" + open.run());
        awaitCounts();
        browser.findElement(By.tagName("body")).sendKeys(Keys.TAB);
        assertThat(browser.switchTo().activeElement().getText()).isEqualTo("To the chart");
        browser.switchTo().activeElement().sendKeys(Keys.ENTER);
        eventually()
                .untilAsserted(
                        () -> assertThat(browser.switchTo().activeElement().getAttribute("id"))
                                .isEqualTo("chart"));

        find("chart").sendKeys("+");
        awaitInterval(900, 2700);
        find("chart").sendKeys(Keys.ARROW_RIGHT);
        awaitInterval(1260, 3060);
        find("chart").sendKeys(Keys.HOME);
        awaitInterval(0, 1800);
        find("chart").sendKeys(Keys.PAGE_DOWN, Keys.PAGE_DOWN);
        eventually()
                .untilAsserted(
                        () -> assertThat(find("readout").getText()).contains("GPS 11675599", "p50", "delivered"));
        assertThat(find("readout").getAttribute("aria-live")).isEqualTo("polite");
        find("chart").sendKeys("0");
        awaitInterval(0, 3600);
    }

    @Test
    void aChartOfADayKeepsEveryPeakAndEveryGap() {
        visit("#run=" + open.run());
        var thinned = (String) browser.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                import('./dashboard/thin.js').then(({thin}) => {
                  const x = Array.from({length: 86400}, (_, i) => i);
                  const y = x.map(i => (i === 43210 ? 9000 : i === 50001 ? -5 : i === 70000 ? null : 10 + i % 7));
                  const [gps, value] = thin([x, y], 0, 86400, 6000);
                  const order = gps.every((each, i) => i === 0 || gps[i - 1] < each);
                  const few = thin([x, y], 43200, 43220, 6000);
                  done([gps.length <= 6100, order, Math.max(...value), Math.min(...value.filter(each => each !== null)),
                    value.filter(each => each === null).length, few[0].length].join());
                });
                """);

        assertThat(thinned).isEqualTo("true,true,9000,-5,1,86400");
    }

    @Test
    void whatIsSeenCanBeTakenAway() throws Exception {
        visit("#run=" + open.run() + "&gps=" + (FIRST + 890) + "-" + (FIRST + 990) + "&step=10");
        awaitCounts();

        find("csv").click();
        find("lines").click();
        find("png").click();

        var name = "V1-hoft.PUBLIC_HOUR_cnaf-PUBLIC_HOUR_created-delivered_" + (FIRST + 890) + "-" + (FIRST + 990);
        var steps = Files.readAllLines(downloaded(name + ".csv"));
        assertThat(steps.getFirst())
                .isEqualTo("gpsStart,utc,stepSeconds,delivered,late,lost,corrupted,withheld,pending,"
                        + "count,p50Ms,p90Ms,p99Ms,maxMs,negative");
        assertThat(steps).hasSize(11);
        assertThat(steps.get(2))
                .startsWith((FIRST + 900) + ",2017-01-04T10:26:42Z")
                .contains(",10,0,0,10,0,0,0,0,");
        assertThat(Files.readAllLines(downloaded(name.replace("created-delivered", "lines") + ".csv")))
                .hasSize(101)
                .first()
                .asString()
                .startsWith("gpsStart,did,class,");
        var picture = Files.readAllBytes(downloaded(name + ".png"));
        assertThat(picture).startsWith(0x89, 'P', 'N', 'G').hasSizeGreaterThan(10_000);
        Files.write(PICTURES.resolve("export.png"), picture);
    }

    @Test
    void thePageMayDoNothingButWhatItNeeds() throws Exception {
        for (var path : List.of("/", "/index.html", "/dashboard/main.js", "/webjars/uplot/dist/uPlot.esm.js")) {
            var answer = server.get(path, null);

            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .get()
                    .asString()
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';")
                    .contains("connect-src 'self' " + origin(lake.url().toString()) + ";")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        }
        assertThat(server.get("/dashboard/nothing.js", null).statusCode()).isEqualTo(404);
        assertThat(server.get("/dashboard/../v1/books", null).statusCode()).isNotEqualTo(200);
    }

    private static String origin(String address) {
        return address.replaceAll("(https?://[^/]+).*", "$1");
    }

    private static String page() {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    private void visit(String hash) {
        browser.get(page() + hash);
    }

    /** The page changes while it is looked at: what is not there yet, or no longer, may be there soon. */
    private static ConditionFactory eventually() {
        return await().atMost(LONG)
                .ignoreExceptionsMatching(
                        e -> e instanceof NotFoundException || e instanceof StaleElementReferenceException);
    }

    private void awaitCounts() {
        eventually().untilAsserted(() -> {
            assertThat(count("expected")).isEqualTo(CHUNKS);
            assertThat(find("interval").getText()).contains("Steps of");
        });
    }

    private void awaitInterval(long from, long to) {
        eventually()
                .untilAsserted(() -> assertThat(find("interval").getText())
                        .startsWith("GPS " + (FIRST + from) + " to " + (FIRST + to)));
    }

    private long count(String name) {
        return Long.parseLong(browser.findElement(By.cssSelector("[data-count=" + name + "] dd"))
                .getText()
                .replaceAll("\\D", ""));
    }

    private List<String> rows(String table) {
        return texts("#" + table + " tbody tr");
    }

    private List<String> texts(String selector) {
        return browser.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    private WebElement find(String id) {
        return browser.findElement(By.id(id));
    }

    private void fill(String id, long value) {
        find(id).clear();
        find(id).sendKeys(String.valueOf(value));
    }

    private Object script(String text) {
        return browser.executeScript(text);
    }

    private void picture(String name) throws IOException {
        script("window.scrollTo(0, 0)");
        Object height = script("return Math.min(document.documentElement.scrollHeight, 6000)");
        Object width = script("return innerWidth");
        var shot = browser.executeCdpCommand(
                "Page.captureScreenshot",
                Map.of(
                        "format",
                        "png",
                        "captureBeyondViewport",
                        true,
                        "clip",
                        Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)));
        Files.write(PICTURES.resolve(name + ".png"), OutputType.BYTES.convertFromBase64Png((String) shot.get("data")));
    }

    private static Path downloaded(String name) {
        var file = downloads.resolve(name);
        eventually().until(() -> Files.exists(file));
        return file;
    }
}
