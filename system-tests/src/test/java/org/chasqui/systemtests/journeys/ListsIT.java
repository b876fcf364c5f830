package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.shop.OrderView;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Journey
class ListsIT {

    private final Shop shop;

    ListsIT(Shop shop) {
        this.shop = shop;
    }

    @Test
    void usersAreListedInIdOrderPageByPage() {
        var users = IntStream.range(0, 5)
                .mapToObj(i -> shop.createUser("page-" + UniqueNames.unique()))
                .toList();
        long before = users.getFirst().id() - 1;

        eventually(() -> assertThat(shop.users("?after=" + before + "&limit=5")).containsExactlyElementsOf(users));
        assertThat(shop.users("?after=" + before + "&limit=2")).containsExactlyElementsOf(users.subList(0, 2));
        assertThat(shop.users("?after=%d&limit=2".formatted(users.get(1).id())))
                .containsExactlyElementsOf(users.subList(2, 4));
        assertThat(shop.users("?after=" + users.getLast().id()))
                .extracting(UserView::id)
                .isSorted();
    }

    @Test
    void productsAreListedInIdOrderPageByPage() {
        var products = IntStream.range(0, 3)
                .mapToObj(i -> shop.createProduct("page " + UniqueNames.unique(), i, i))
                .toList();
        long before = products.getFirst().id() - 1;

        eventually(
                () -> assertThat(shop.products("?after=" + before + "&limit=3")).containsExactlyElementsOf(products));
        assertThat(shop.products(
                        "?after=%d&limit=1".formatted(products.getFirst().id())))
                .containsExactly(products.get(1));
        assertThat(shop.products("?limit=200")).extracting(ProductView::id).isSorted();
    }

    @Test
    void productsAreFoundByTheirNamesAndListedByTheirValues() {
        var word = "w" + UniqueNames.unique().replaceAll("[^\\p{Alnum}]", "");
        var pot = shop.createProduct("Tea pot " + word, 900, 3);
        var cup = shop.createProduct("Tea cup, " + word.toUpperCase(Locale.ROOT), 300, 0);
        var bag = shop.createProduct("Bag of tea " + word, 300, 3);

        eventually(() -> assertThat(shop.products("?sort=value&name=" + word)).containsExactly(cup, bag, pot));
        assertThat(shop.products("?sort=name&name=tea%20" + word)).containsExactly(bag, cup, pot);
        assertThat(shop.products("?available=true&maxValue=300&name=" + word)).containsExactly(bag);
        assertThat(walk("/api-queries/products?sort=name&limit=2&name=" + word))
                .containsExactly(List.of(bag.id(), cup.id()), List.of(pot.id()));
    }

    @Test
    void usersAreFoundByTheirUsernames() {
        var user = shop.createUser("Finder-" + UniqueNames.unique());

        eventually(() -> assertThat(shop.users("?username=" + user.username().toLowerCase(Locale.ROOT)))
                .containsExactly(user));
    }

    @Test
    void ordersAreFilteredByUserProductAndState() {
        var ana = shop.createUser("ana-" + UniqueNames.unique());
        var bo = shop.createUser("bo-" + UniqueNames.unique());
        var tea = shop.createProduct("tea " + UniqueNames.unique(), 300, 2);
        var pot = shop.createProduct("pot " + UniqueNames.unique(), 900, 0);
        long anasTea = shop.placeOrder(ana, tea, 1).id();
        long anasPot = shop.placeOrder(ana, pot, 1).id();
        long bosTea = shop.placeOrder(bo, tea, 1).id();
        List.of(anasTea, anasPot, bosTea).forEach(shop::decided);

        assertThat(ids("?user=" + ana.id())).containsExactly(anasTea, anasPot);
        assertThat(ids("?product=" + tea.id())).containsExactly(anasTea, bosTea);
        assertThat(ids("?user=%d&product=%d".formatted(ana.id(), tea.id()))).containsExactly(anasTea);
        assertThat(ids("?user=%d&state=failed".formatted(ana.id()))).containsExactly(anasPot);
        assertThat(ids("?user=%d&state=completed".formatted(ana.id()))).containsExactly(anasTea);
        assertThat(ids("?user=%d&state=cancelled".formatted(ana.id()))).isEmpty();
        assertThat(ids("?product=%d&after=%d".formatted(tea.id(), anasTea))).containsExactly(bosTea);
        assertThat(ids("?product=%d&limit=1".formatted(tea.id()))).containsExactly(anasTea);
    }

    @Test
    void ordersAreCountedByWhatTheyHaveInCommon() {
        var ana = shop.createUser("ana-" + UniqueNames.unique());
        var tea = shop.createProduct("tea " + UniqueNames.unique(), 300, 5);
        var pot = shop.createProduct("pot " + UniqueNames.unique(), 900, 5);
        long cancelled = shop.placeOrder(ana, pot, 1).id();
        shop.orderIn("completed", cancelled);
        shop.cancel(cancelled).accepted();
        shop.orderIn("failed", shop.placeOrder(ana, tea, 6).id());
        shop.orderIn("completed", shop.placeOrder(ana, tea, 2).id());
        shop.orderIn("cancelled", cancelled);

        assertThat(summary("user", ana.id()))
                .isEqualTo(
                        "{'user':%d,'name':'%s','orders':3,'processing':0,'completed':1,'failed':1,'cancelled':1,'units':2,'total':600}"
                                .formatted(ana.id(), ana.username()));
        assertThat(summary("product", tea.id()))
                .isEqualTo(
                        "{'product':%d,'name':'%s','orders':2,'processing':0,'completed':1,'failed':1,'cancelled':0,'units':2,'total':600}"
                                .formatted(tea.id(), tea.name()));
        var today = shop.orders("?user=" + ana.id())
                .getFirst()
                .placedAt()
                .toString()
                .substring(0, 10);
        assertThat(shop.get("/api-queries/orders/summary?by=day&from=%1$s&to=%1$s".formatted(today))
                        .accepted()
                        .body())
                .startsWith("[{\"day\":\"" + today + "\",\"orders\":");
    }

    private String summary(String by, long id) {
        var rows = shop.get("/api-queries/orders/summary?by=%s&after=%d&limit=1".formatted(by, id - 1))
                .accepted()
                .asJson();
        return rows.path(0).toString().replace('"', '\'');
    }

    @Test
    void aWalkThroughAllPagesFindsEveryOrderOnce() {
        var user = shop.createUser("walker-" + UniqueNames.unique());
        var product = shop.createProduct("shoe " + UniqueNames.unique(), 1, 1_000);
        var placed = IntStream.range(0, 23)
                .mapToObj(i -> shop.placeOrder(user, product, 1).id())
                .toList();
        placed.forEach(shop::decided);

        var met = new ArrayList<Long>();
        for (long after = 0; ; after = met.getLast()) {
            var page = ids("?user=%d&limit=5&after=%d".formatted(user.id(), after));
            met.addAll(page);
            if (page.size() < 5) {
                break;
            }
        }
        assertThat(met).containsExactlyElementsOf(placed);
    }

    @Test
    void theLinkToTheNextPageKeepsTheFiltersAndTheLastPageHasNone() {
        var user = shop.createUser("reader-" + UniqueNames.unique());
        var product = shop.createProduct("book " + UniqueNames.unique(), 1, 1_000);
        var other = shop.createProduct("pen " + UniqueNames.unique(), 1, 1_000);
        var invariants = new ArrayList<Long>();
        for (int i = 0; i < 6; i++) {
            invariants.add(shop.placeOrder(user, product, 1).id());
            shop.placeOrder(user, other, 1);
        }
        shop.orders("?user=%d&limit=200".formatted(user.id())).forEach(order -> shop.orderIn("completed", order.id()));
        invariants.forEach(order -> shop.orderIn("completed", order));
        var query = "?user=%d&state=completed&product=%d".formatted(user.id(), product.id());

        assertThat(walk("/api-queries/orders" + query + "&limit=1"))
                .containsExactly(
                        invariants.subList(0, 1),
                        invariants.subList(1, 2),
                        invariants.subList(2, 3),
                        invariants.subList(3, 4),
                        invariants.subList(4, 5),
                        invariants.subList(5, 6));
        assertThat(walk("/api-queries/orders" + query + "&limit=4"))
                .containsExactly(invariants.subList(0, 4), invariants.subList(4, 6));
        assertThat(walk("/api-queries/orders" + query + "&limit=3&after=" + (invariants.getFirst() - 1)))
                .containsExactly(invariants.subList(0, 3), invariants.subList(3, 6));
        assertThat(walk("/api-queries/orders" + query)).containsExactly(invariants);
    }

    @ParameterizedTest
    @ValueSource(strings = {"users", "products"})
    void aListWithoutFiltersHasALinkToTheNextPage(String list) {
        var made = IntStream.range(0, 5)
                .mapToObj(i -> list.equals("users")
                        ? shop.createUser("link-" + UniqueNames.unique()).id()
                        : shop.createProduct("link " + UniqueNames.unique(), 1, 1)
                                .id())
                .toList();
        var path = "/api-queries/%s?after=%d&limit=2".formatted(list, made.getFirst() - 1);

        eventually(() -> assertThat(walk(path).stream().flatMap(List::stream)).containsAll(made));
        assertThat(walk(path).stream().flatMap(List::stream)).isSorted().doesNotHaveDuplicates();
    }

    /** Follows the links from page to page, and uses each target unchanged. */
    private List<List<Long>> walk(String first) {
        var pages = new ArrayList<List<Long>>();
        for (var at = Optional.of(first); at.isPresent(); ) {
            var page = shop.get(at.get()).accepted();
            pages.add(page.asJson()
                    .valueStream()
                    .map(row -> row.path("id").asLong())
                    .toList());
            at = page.header("Link").map(link -> {
                assertThat(link).matches("</api-queries/[^>]+>; rel=\"next\"");
                return link.substring(1, link.indexOf('>'));
            });
        }
        return pages;
    }

    @ParameterizedTest
    @ValueSource(strings = {"users", "products", "orders"})
    void aListHasFiftyRowsByDefault(String list) {
        var rows = shop.get("/api-queries/" + list).accepted().asJson();

        assertThat(rows.isArray()).isTrue();
        assertThat(rows.size()).isLessThanOrEqualTo(50);
        assertThat(rows.valueStream().map(row -> row.path("version").asLong(0))).allMatch(version -> version > 0);
    }

    @ParameterizedTest
    @CsvSource({
        "users, limit=0, limit",
        "users, limit=201, limit",
        "users, limit=-1, limit",
        "users, limit=1000000000000, limit",
        "users, limit=ten, limit",
        "users, after=-1, after",
        "users, after=last, after",
        "users, after=1%3BDROP%20TABLE%20users, after",
        "products, limit=0, limit",
        "products, limit=201, limit",
        "products, sort=price, sort",
        "products, 'sort=value&after=17', after",
        "products, market=Nowhere, market",
        "users, username=, username",
        "products, after=9007199254740992, after",
        "products, after=99999999999999999999999, after",
        "orders, limit=201, limit",
        "orders, after=%00, after",
        "orders, user=0x10, user",
        "orders, user=1.5, user",
        "orders, product=%27%20OR%201=1, product",
        "orders, state=lost, state",
        "orders, state=COMPLETED%27--, state",
        "orders/summary, '', by",
        "orders/summary, by=week, by",
        "orders/summary, by=day&from=2026-02-30, from",
        "orders/summary, by=user&to=2026-02-28, to",
        "orders/summary, by=user&after=NI/Le%C3%B3n, after",
    })
    void theRefusalNamesAParameterOutOfRange(String list, String query, String field) {
        var answer = shop.get("/api-queries/" + list + "?" + query);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.problem()).contains("validation-failed");
        assertThat(answer.fieldsAtFault()).contains(field);
    }

    private List<Long> ids(String query) {
        return shop.orders(query).stream().map(OrderView::id).toList();
    }
}
