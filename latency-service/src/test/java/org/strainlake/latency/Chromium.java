package org.strainlake.latency;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window. Nothing is downloaded: without it the tests fail. */
final class Chromium {
    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private Chromium() {}

    /** One with a desktop's screen, 1280 pixels wide. */
    static ChromeDriver wide(Path downloads) {
        var options = options(downloads);
        options.addArguments("--window-size=1280,1000");
        return start(options);
    }

    /** One with a telephone's screen, 390 pixels wide. */
    static ChromeDriver narrow(Path downloads) {
        var options = options(downloads);
        options.setExperimentalOption(
                "mobileEmulation",
                Map.of("deviceMetrics", Map.of("width", 390, "height", 844, "pixelRatio", 2.0, "touch", true)));
        return start(options);
    }

    /** What the system asks pages to look like. */
    static void colours(ChromeDriver browser, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    private static ChromeOptions options(Path downloads) {
        var options = new ChromeOptions();
        options.setBinary(required(BROWSER).toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        options.setExperimentalOption(
                "prefs",
                Map.of(
                        "download.default_directory",
                        downloads.toAbsolutePath().toString(),
                        "download.prompt_for_download",
                        false,
                        "profile.default_content_setting_values.automatic_downloads",
                        1));
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        return options;
    }

    private static ChromeDriver start(ChromeOptions options) {
        File driver = required(DRIVER).toFile();
        return new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(driver).build(), options);
    }

    private static Path required(Path file) {
        if (!Files.isExecutable(file)) {
            throw new IllegalStateException(
                    "the dashboard is judged by a real Chromium, and there is no " + file
                            + ": install Debian's packages chromium and chromium-driver (apt-get install chromium chromium-driver)");
        }
        return file;
    }
}
