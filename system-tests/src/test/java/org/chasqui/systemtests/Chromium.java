package org.chasqui.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Shop;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;

/**
 * A person with a browser: the machine's Chromium without a window, with nothing stored. Tests that need it are skipped where it is
 * missing (Debian: {@code apt-get install chromium chromium-driver}).
 */
public final class Chromium implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60); // pages ask again every few seconds
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");
    private static final Path PICTURES = Path.of("target", "pages");
    private static final String AXE = axe();

    private final Shop shop;
    private final ChromeDriver driver;

    private Chromium(Shop shop, ChromeDriver driver) {
        this.shop = shop;
        this.driver = driver;
    }

    /** Opens no page yet. */
    public static Chromium at(Shop shop) {
        var browser = program("chromium", "google-chrome");
        var starter = program("chromedriver");
        assumeTrue(
                browser.isPresent() && starter.isPresent(), "pages are not tested without chromium and chromedriver");
        SELENIUM.setLevel(Level.SEVERE); // it warns of each Chromium that is newer than itself
        var options = new ChromeOptions();
        options.setBinary(browser.get());
        options.setAcceptInsecureCerts(true);
        // why no sandbox: root has none, and the only page is ours
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars");
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(starter.get())
                .build();
        return new Chromium(shop, new ChromeDriver(service, options));
    }

    private static Optional<File> program(String... names) {
        var directories = System.getenv("PATH").split(File.pathSeparator, -1);
        return Arrays.stream(names)
                .flatMap(name -> Arrays.stream(directories).map(directory -> new File(directory, name)))
                .filter(File::canExecute)
                .findFirst();
    }

    /** Opens a page in a window of this width, as a person who has chosen the colours {@code light} or {@code dark}. */
    public Chromium open(String path, int width, String colours) {
        resize(width);
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
        driver.get(shop.gateway() + path);
        return this;
    }

    /** Gives a page of operators the token that it asks for, in a secured shop. */
    public void enter(Optional<String> token) {
        token.ifPresent(text -> {
            type("#token", text);
            click("#token-form button");
        });
    }

    /** Gives the window another width. */
    public void resize(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    public String address() {
        return Objects.requireNonNull(driver.getCurrentUrl());
    }

    /** Waits until the text is visible in the first element that the selector finds. */
    public String waitFor(String selector, String text) {
        return Eventually.eventually(LIMIT, () -> textOf(selector), seen -> seen.contains(text));
    }

    private String textOf(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .findFirst()
                .map(WebElement::getText)
                .orElse("");
    }

    public boolean shows(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream().anyMatch(WebElement::isDisplayed);
    }

    public void waitUntilGone(String selector) {
        Eventually.eventually(LIMIT, () -> driver.findElements(By.cssSelector(selector)), List::isEmpty);
    }

    public void click(String selector) {
        shown(selector).click();
    }

    /** Clicks whenever there is something to click, until the other thing is shown. */
    public void clickUntilShown(String selector, String wanted) {
        Eventually.eventually(
                LIMIT,
                () -> {
                    if (!shows(wanted)) {
                        clickIfShown(selector);
                    }
                    return shows(wanted);
                },
                shown -> shown);
    }

    private void clickIfShown(String selector) {
        try {
            driver.findElements(By.cssSelector(selector)).forEach(WebElement::click);
        } catch (ElementNotInteractableException hidden) {
            // the page has hidden it meanwhile
        }
    }

    /** Replaces the text of a field. */
    public void type(String selector, CharSequence... keys) {
        var field = shown(selector);
        field.clear();
        field.sendKeys(keys);
    }

    private WebElement shown(String selector) {
        return Eventually.eventually(
                        LIMIT,
                        () -> driver.findElements(By.cssSelector(selector)).stream()
                                .filter(WebElement::isDisplayed)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Runs a script in the page, such as {@code return document.title}. */
    public Object run(String script) {
        return Objects.requireNonNull(driver.executeScript(script));
    }

    /** Checks the page with axe, that it fits the width, and that it met no error; and leaves a picture in target/pages. */
    public void assertAccessible(String name) {
        picture(PICTURES.resolve(name + ".png"));
        if (run("return typeof axe").equals("undefined")) {
            driver.executeScript(AXE);
        }
        var findings = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run().then((result) => done(result.violations.map((found) =>
                  found.id + ": " + found.nodes.map((node) => node.html + " " + node.failureSummary).join("; "))));
                """);
        assertThat((List<?>) findings).as(name).isEmpty();
        assertThat(run("return document.documentElement.scrollWidth <= innerWidth"))
                .as(name + " fits its width")
                .isEqualTo(true);
    }

    /** What the page may not do, by its Content-Security-Policy, and has tried to; and errors of its scripts. */
    public List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getMessage())
                .filter(message -> !message.contains("Failed to load resource"))
                .toList();
    }

    /** Saves what the window shows. */
    public void picture(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String axe() {
        try (var script = Objects.requireNonNull(Chromium.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
