package dev.guildhall.launcher;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Chromium of this machine, driven by Playwright. Its driver comes from the registry of npm and runs in the Node.js
 * that is here, for the one that Maven has brings a Node.js of its own for each platform, 200 MB of them.
 */
final class Browser implements AutoCloseable {

    /** First the one without what people see around pages. */
    private static final List<String> NAMES =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");

    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // So that a test hears what a page sends by WebRTC.
            "--allow-loopback-in-peer-connection",
            "--no-first-run");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;

    private Browser(Playwright playwright, com.microsoft.playwright.Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Starts it, with the driver in an empty folder; skips the test where there is none, and says so. */
    static Browser open(Path folder) throws Exception {
        var chromium = onPath(NAMES);
        assumeTrue(chromium.isPresent(), "There is no Chromium here, so the portal is not looked at in a browser.");
        NodeProject.install("browser", folder);
        var driver = Files.createDirectory(folder.resolve("driver"));
        Files.createSymbolicLink(driver.resolve("node"), onPath(List.of("node")).orElseThrow());
        Files.createSymbolicLink(driver.resolve("package"), folder.resolve("node_modules/playwright-core"));
        assumeTrue(runs(driver), "The Node.js that is here is too old for the driver of the browser, which takes 20.");
        System.setProperty("playwright.cli.dir", driver.toString());
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var options = new LaunchOptions().setExecutablePath(chromium.get()).setArgs(FLAGS);
        return new Browser(playwright, playwright.chromium().launch(options));
    }

    private static boolean runs(Path driver) throws Exception {
        var version = new ProcessBuilder(
                        driver.resolve("node").toString(),
                        driver.resolve("package/cli.js").toString(),
                        "--version")
                .redirectErrorStream(true)
                .redirectOutput(driver.resolve("version.log").toFile())
                .start();
        return version.waitFor() == 0;
    }

    private static Optional<Path> onPath(List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A visitor that nothing is known of, who reads this language; colours change at once for them. */
    BrowserContext visitor(String language) {
        return browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setLocale(language)
                .setReducedMotion(ReducedMotion.REDUCE));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
