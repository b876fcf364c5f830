package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.shop.Eventually.LIMIT;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.chasqui.systemtests.Chromium;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.demo.Demo;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.OrderLine;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks what an operator sees and does in the page at /console/. */
@Drill
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {

    private static final String ORDERS = "orders.0.orders-queries";
    private static final Pattern OFFSET = Pattern.compile("offset (\\d+)");

    private static final Duration PICTURE = Duration.ofSeconds(45);

    private final Shop shop;
    private final ShopProcesses processes;
    private final Invariants invariants;
    private Chromium browser;
    private Optional<String> operator;

    ConsoleIT(Shop shop, ShopProcesses processes, Invariants invariants) {
        this.shop = shop;
        this.processes = processes;
        this.invariants = invariants;
    }

    @BeforeAll
    void begin() {
        browser = Chromium.at(shop);
        operator = processes.token("operator");
    }

    @AfterAll
    void end() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void forgetTheOperator() {
        browser.run("try { sessionStorage.clear() } catch { /* no page is open */ } return location.href");
        assertThat(browser.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"360, light", "360, dark", "1280, light", "1280, dark"})
    void theMapShowsEverySubscriptionAndMoves(int width, String colours) {
        open("map", width, colours);
        for (var name : subscriptions()) {
            browser.waitFor(lane(name), "in the list");
        }
        var before = offset();

        placeOrder(1);

        eventually(() -> assertThat(offset()).isGreaterThan(before));
        assertThat(browser.waitFor(lane(ORDERS), "0 events behind")).contains("applied by");
        browser.assertAccessible("console-map-%d-%s".formatted(width, colours));
    }

    private long offset() {
        var text = OFFSET.matcher(browser.waitFor(lane(ORDERS), "offset"));
        return text.find() ? Long.parseLong(text.group(1)) : -1;
    }

    private List<String> subscriptions() {
        return Arrays.stream(Service.values())
                .map(service -> shop.as(operator)
                        .get(operation(service, "subscriptions"))
                        .asJson())
                .flatMap(overview -> overview.path("consumed").valueStream())
                .map(consumed -> consumed.path("name").asString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            books        | order_view
            orders       | Undecided for too long
            services     | none hangs
            logs         | Trace
            dead-letters | What operators have done
            subscription?name=orders.0.orders-queries | orders-commands; head
            """)
    void everyScreenIsAccessible(String screen, String text) {
        open(screen, 360, "light");
        browser.waitFor("#screen", text);
        for (var look : new String[] {"360 light", "360 dark", "1280 light", "1280 dark"}) {
            var words = look.split(" ", -1);
            browser.open("/console/#/" + screen, Integer.parseInt(words[0]), words[1]);
            browser.assertAccessible("console-%s-%s-%s".formatted(screen.replaceAll("\\W.*", ""), words[0], words[1]));
        }
    }

    @Test
    void aPausedSubscriptionWaitsAndGoesOnWhenItIsResumed() {
        open("subscription?name=" + ORDERS, 1280, "light");
        browser.waitFor("#screen", "0 events behind");
        browser.click("[data-key=pause]");
        browser.type("#word", "orders");
        assertThat(browser.run("return document.querySelector('#go').disabled")).isEqualTo(true);
        browser.type("#word", ORDERS);
        browser.click("#go");
        try {
            browser.waitFor(".facts .waiting", "paused");
            var order = placeOrder(1);
            browser.waitFor("#screen", "2 events behind");
            assertThat(shop.order(order.id())).isEmpty();
            browser.click("[data-key=list] summary");
            browser.waitFor("[data-key=list] pre", "order.placed.v1");
            browser.assertAccessible("console-paused");

            browser.click("[data-key=resume]");

            browser.waitFor("#screen", "0 events behind");
            assertThat(shop.decided(order.id()).state()).isEqualTo("completed");
        } finally {
            order(Service.ORDERS_QUERIES, ORDERS, "resume");
        }
    }

    private void order(Service service, String subscription, String action) {
        shop.as(operator)
                .command("POST", operation(service, "subscriptions/" + subscription), Map.of("action", action));
    }

    private void confirm(String word) {
        browser.type("#word", word);
        browser.click("#go");
    }

    private void inBothWidths(String name) {
        for (var width : new int[] {360, 1280}) {
            browser.resize(width);
            browser.assertAccessible(name + "-" + width);
        }
    }

    @Test
    void deadLettersAreTriedAgain() {
        var views = invariants.of(Service.ORDERS_QUERIES);
        views.execute("ALTER TABLE order_view ADD CONSTRAINT no_thirteen CHECK (quantity <> 13) NOT VALID");
        PlacedOrder order;
        try {
            order = placeOrder(13);
            open("map", 360, "dark");
            browser.waitFor(lane(ORDERS), "2 dead letters");
            browser.open("/console/#/dead-letters?subscription=" + ORDERS, 360, "dark");
            browser.waitFor("#letters", "order.completed.v1 of");
            browser.type("#error", "no_thirteen");
            browser.type("#type", "order.placed.v1");
            browser.click("#screen form button");
            browser.waitUntilGone("[aria-label^='Retry order.completed.v1']");
            assertThat(browser.waitFor("#letters", "order.placed.v1"))
                    .contains("DataIntegrityViolationException", "5 attempts");
            browser.click("#letters summary");
            browser.waitFor("#letters pre", "\"quantity\": 13");
            browser.waitFor("#letters pre[aria-label^=Error]", "Caused by: org.postgresql.");
            assertSpansAreLinked("#letters");
            browser.assertAccessible("console-dead-letters");
            browser.click("#letters [aria-label^=Retry]");
            browser.waitFor("#news", "It failed again");
        } finally {
            views.execute("ALTER TABLE order_view DROP CONSTRAINT no_thirteen");
        }
        browser.click("#letters [aria-label^=Retry]");
        browser.waitFor("#none", "none that match");
        browser.open("/console/#/dead-letters?subscription=" + ORDERS, 1280, "light");
        browser.waitFor("#letters", "order.completed.v1");

        browser.click("[data-key=retry]");
        confirm("retry");

        browser.waitFor("#none", "none that match");
        assertThat(shop.decided(order.id()).state()).isEqualTo("completed");
        browser.waitFor("#actions", "replay");
        browser.assertAccessible("console-actions");
    }

    @Test
    void deadLettersAreGivenUpOneAndAllThatMatch() {
        var views = invariants.of(Service.ORDERS_QUERIES);
        views.execute("ALTER TABLE order_view ADD CONSTRAINT no_fourteen CHECK (quantity <> 14) NOT VALID");
        try {
            placeOrder(14);
            open("map", 360, "light");
            browser.waitFor(lane(ORDERS), "2 dead letters");
            browser.open("/console/#/dead-letters?subscription=" + ORDERS, 360, "light");
            browser.click("#letters [aria-label^='Discard order.placed.v1']");
            confirm("discard");
            browser.waitFor("#news", "The letter is discarded.");
            browser.waitUntilGone("[aria-label^='Discard order.placed.v1']");

            browser.click("[data-key=discard]");
            confirm("discard");

            browser.waitFor("#none", "none that match");
            browser.waitFor("#actions", "discard all with subscription=" + ORDERS);
            inBothWidths("console-discarded");
        } finally {
            views.execute("ALTER TABLE order_view DROP CONSTRAINT no_fourteen");
            processes.call("verify", "--repair");
        }
    }

    @Test
    void aRebuildBeginsWhenItsNameIsTypedShowsItsProgressAndIsStopped() {
        placeOrder(1);
        open("subscription?name=" + ORDERS, 1280, "light");
        browser.waitFor("#screen", "0 events behind");
        order(Service.ORDERS_QUERIES, ORDERS, "pause");
        try {
            browser.click("[data-key=rebuild]");
            browser.assertAccessible("console-sure");
            confirm(ORDERS);

            browser.waitFor("#progress", "The publisher is asked how far it has to go.");
            inBothWidths("console-rebuild");
            invariants.of(Service.ORDERS_QUERIES).execute("""
                    UPDATE messaging.subscription
                    SET target = 1000, rebuild_begun_at = now() - interval '1000 s', rebuild_from = -1000, lease_until = now() + interval '1 minute'
                    WHERE name = '%s'
                    """.formatted(ORDERS));
            browser.waitFor("#progress", "1000 of 1000 positions remain, about 1");

            browser.click("[data-key=stop-rebuild]");
            confirm(ORDERS);
            browser.waitUntilGone("#progress");
            browser.click("[data-key=rebuild]");
            confirm(ORDERS);
            browser.waitFor("#progress", "The publisher is asked how far it has to go.");
        } finally {
            order(Service.ORDERS_QUERIES, ORDERS, "resume");
        }
        browser.waitUntilGone("#progress");
        browser.waitFor("#screen", "0 events behind");
        browser.open("/console/#/dead-letters", 1280, "light");
        browser.waitFor("#actions", "stop rebuild");
    }

    @Test
    void tracesAreLinkedToThePlaceThatShowsThem() {
        placeOrder(1);
        open("logs", 360, "light");
        browser.waitFor("#lines", "spans");
        assertSpansAreLinked("#lines");
        browser.assertAccessible("console-spans");

        browser.open("/console/#/services", 360, "light");

        browser.waitFor("#screen a[href='http://localhost:9411/zipkin/']", "Traces");
    }

    @Test
    void theFrontDoorLinksWhatIsThereAndSaysHowTheRestIsStarted() {
        browser.open("/", 360, "dark");

        browser.waitFor("#traces a[href='http://localhost:9411/zipkin/']", "Traces");
        if (processes.isSecured()) {
            browser.waitFor("#metrics", "/actuator/prometheus"); // it wants a token, which a link does not bring
            assertThat(browser.shows("#metrics a")).isFalse();
        } else {
            var port = processes.uri(Service.USERS_COMMANDS).getPort();
            browser.waitFor("#metrics a[href$=':%d/actuator/prometheus']".formatted(port), "users-commands");
        }
        browser.assertAccessible("home-links");
    }

    private void assertSpansAreLinked(String list) {
        var right = browser.run("""
                return [...document.querySelectorAll('%s a[href^="#/logs?trace="]')]
                  .map((lines) => lines.nextElementSibling.href === "http://localhost:9411/zipkin/traces/" + lines.hash.slice(-32))
                """.formatted(list));
        assertThat(right).asInstanceOf(InstanceOfAssertFactories.LIST).containsOnly(true);
    }

    @Test
    void theWayOfAnOrderIsShownFromItsPlacingToItsView() {
        var order = placeOrderOfTwo();

        open("orders?order=" + order, 360, "light");

        assertThat(browser.waitFor("#way", "shown v2 by orders-queries"))
                .contains(
                        "order placed v1 by orders-commands",
                        "numbered ",
                        "pushed to products-commands ",
                        "pushed to orders-queries ",
                        "reservation made v1 by products-commands",
                        "order completed v2 by orders-commands",
                        " ms")
                .containsPattern("applied \\d+ by products-commands")
                .containsPattern("applied \\d+ by orders-commands")
                .containsPattern("applied \\d+ by orders-queries")
                .doesNotContain("waits", "not known");
        assertThat(browser.waitFor("#contents", "1 × product")).contains("3 × product", "1.00 each");
        inBothWidths("console-way");
    }

    @Test
    void anOrderThatNobodyDecidesIsFoundAndSaysWhereItWaits() {
        var saga = "orders.0.products-commands";
        order(Service.PRODUCTS_COMMANDS, saga, "pause");
        PlacedOrder order;
        try {
            order = placeOrder(1);
            open("orders", 360, "dark");
            browser.type("#seconds", "1");
            browser.click("#screen form button");
            browser.waitFor("#undecided", "Order " + order.id() + ", processing, waits for the decision");
            inBothWidths("console-undecided");
            browser.click("#undecided [data-key='%d'] a".formatted(order.id()));
            browser.waitFor("#way .waiting", "products-commands waits for");
            inBothWidths("console-waits");
        } finally {
            order(Service.PRODUCTS_COMMANDS, saga, "resume");
        }
        browser.waitFor("#way", "shown v2 by orders-queries");
    }

    @Test
    void booksAreComparedAndWhatDiffersIsRepaired() {
        var order = placeOrder(1);
        shop.decided(order.id());
        invariants
                .of(Service.ORDERS_QUERIES)
                .execute("UPDATE order_view SET updated_at = updated_at + interval '1 s' WHERE id = " + order.id());
        open("books", 360, "light");
        var book = "[data-key=orders-queries] [data-key=order_view]";

        browser.click("#screen button.main");

        browser.waitFor(book, order.id() + " differs from the log");
        inBothWidths("console-differences");
        browser.click("[data-key=orders-queries] [data-key=repair]:enabled");
        confirm(Service.ORDERS_QUERIES.id());
        assertThat(browser.waitFor(book, "1 repaired")).contains("✓ equal");
        inBothWidths("console-repaired");
    }

    @Test
    void compactionIsStoppedAndStarted() {
        open("books", 360, "dark");
        var users = "#compaction [data-key=users-commands]";
        browser.waitFor(users, "nothing else is old enough");

        browser.click(users + " [data-key=stop]");
        confirm(Service.USERS_COMMANDS.id());

        browser.waitFor(users, "Stopped by");
        inBothWidths("console-compaction");
        browser.click(users + " [data-key=start]");
        browser.waitFor("#news", "The log of users is being compacted.");
        browser.waitFor(users, "Compact now");
    }

    @Test
    void aServiceThatHasEndedIsShown() {
        open("map", 1280, "dark");
        browser.waitFor(lane("users.0.users-queries"), "in the list");
        processes.kill(Service.USERS_QUERIES);
        try {
            browser.waitFor("#trouble", "users-queries does not answer");
            browser.waitFor(lane("users.0.users-queries") + ".away", "does not answer");
            browser.waitFor(lane(ORDERS) + ":not(.away)", "offset");
            browser.assertAccessible("console-away");
        } finally {
            processes.restore();
        }
        browser.waitFor(lane("users.0.users-queries") + ":not(.away)", "idle");
    }

    @Test
    void nobodyButAnOperatorIsLetIn() {
        Assumptions.assumeTrue(processes.isSecured(), "an open shop asks nobody");
        browser.open("/console/", 360, "light");
        browser.waitFor("#token-form", "An operator's token");
        browser.assertAccessible("console-enter");
        assertThat(browser.shows(".lane")).isFalse();

        browser.enter(processes.token("customer:7"));

        browser.waitFor("#trouble", "It must be an operator's");
        assertThat(browser.shows(".lane")).isFalse();
        browser.enter(Optional.of("no.such.token"));
        browser.waitFor("#news", "does not take this token");
        browser.enter(operator);
        browser.waitFor(lane(ORDERS), "in the list");
        browser.click("#forget");
        browser.waitFor("#token-form", "An operator's token");
        browser.waitUntilGone(".lane");
    }

    /** Requests without a token and those with one are answered in both orders. */
    @ParameterizedTest
    @CsvSource({"without, with", "with, without"})
    void aLateRefusalFromBeforeTheTokenDoesNotForgetIt(String first, String second) {
        Assumptions.assumeTrue(processes.isSecured(), "an open shop asks nobody");
        browser.open("/console/", 1280, "light");
        browser.waitFor("#token-form", "An operator's token");
        browser.run("""
                const really = fetch;
                const gate = () => {
                  const all = { asked: 0, answered: 0 };
                  all.opened = new Promise((open) => { all.open = open; });
                  return all;
                };
                window.gates = { with: gate(), without: gate() };
                window.fetch = async (path, request) => {
                  const one = gates[request.headers.Authorization ? "with" : "without"];
                  one.asked++;
                  const answer = await really(path, request);
                  await one.opened;
                  one.answered++;
                  return answer;
                };
                return 0""");
        eventually(
                () -> assertThat(browser.run("return gates.without.asked >= 6")).isEqualTo(true));
        browser.enter(operator);
        eventually(() -> assertThat(browser.run("return gates.with.asked >= 6")).isEqualTo(true));

        for (var gate : List.of(first, second)) {
            browser.run("gates['" + gate + "'].open(); return 0");
            eventually(() -> assertThat(browser.run("return gates['" + gate + "'].answered >= 6"))
                    .isEqualTo(true));
        }

        browser.waitFor(lane(ORDERS), "in the list");
        assertThat(browser.shows("#token-form")).isFalse();
        assertThat(browser.run("return sessionStorage.length")).isEqualTo(1L);
    }

    /** {@code -Dchasqui.pictures=../docs/images} writes the picture of docs/operations.md. */
    @Test
    @EnabledIfSystemProperty(named = "chasqui.pictures", matches = ".+")
    void makesThePicture() throws InterruptedException {
        var demo = new Demo(shop, new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), true);
        var demonstration = Thread.ofVirtual().start(() -> demo.run(5));
        try {
            open("map", 1280, "light");
            browser.run("return document.body.style.zoom = 0.78"); // so that it shows all
            Thread.sleep(PICTURE); // why: the curves show two minutes
            browser.picture(Path.of(System.getProperty("chasqui.pictures"), "console.png"));
        } finally {
            demo.stop();
            demonstration.join();
        }
    }

    private void open(String screen, int width, String colours) {
        browser.open("/console/#/" + screen, width, colours);
        browser.enter(operator);
    }

    private PlacedOrder placeOrder(long quantity) {
        return shop.placeOrder(shop.createUser("watched-" + UniqueNames.unique()), product(), quantity);
    }

    private long placeOrderOfTwo() {
        var user = shop.createUser("watched-" + UniqueNames.unique());
        var lines = List.of(
                new OrderLine(product().id(), 1), new OrderLine(product().id(), 3));
        return eventually(LIMIT, () -> shop.tryToPlaceOrder(user.id(), lines), answer -> answer.status() == 201)
                .asJson()
                .path("id")
                .asLong();
    }

    private ProductView product() {
        return shop.createProduct("Watched " + UniqueNames.unique(), 100, 20);
    }

    private static String lane(String subscription) {
        return "[data-key='" + subscription + "']";
    }

    private static String operation(Service service, String path) {
        return "/ops/services/" + service.id() + "/" + path;
    }
}
