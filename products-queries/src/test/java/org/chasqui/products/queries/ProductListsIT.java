package org.chasqui.products.queries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.products.queries.ProductStream.product;
import static org.chasqui.products.queries.ProductStream.sold;

import java.net.URI;
import java.util.List;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UsesServers;
import org.chasqui.testing.lists.ListPages;
import org.chasqui.testing.migrations.EarlierTables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.util.UriUtils;

/** Which products a list has, in which order, and how its pages follow each other. */
@SpringBootTest(properties = {"messaging.autostart=false", "chasqui.cache.timeout=2s"})
@AutoConfigureMockMvc
@UsesServers
@Import(ProductStream.class)
class ProductListsIT {

    @Autowired
    private ProductStream stream;

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private TestDatabase database;

    @Autowired
    private PeriodicWorker productKeys;

    @BeforeEach
    void fill() {
        jdbc.execute("TRUNCATE product_view");
        stream.delivers(
                product(1, "White hanging HEART", 295, 10),
                product(2, "T-light holder", 255, 0, "NI/León"),
                product(3, "Ñandú, white", 255, 3, "NI/LEO\u0301N", "CR/San José"),
                product(4, "apron", 255, 3, "CR/San José"),
                product(5, "Metal sign 50%", 165, 7));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            white                 | 1 3
            WHI                   | 1 3
            heart%20white         | 1
            hanging%20heart%20wh  | 1
            light                 | 2
            T-LIGHT               | 2
            %C3%B1and%C3%BA       | 3
            N%CC%83AND            | 3
            50                    | 5
            eart                  |
            white%20sign          |
            %25                   |
            %20%7C%20!%20%26%3A*  |
            """)
    void findsAProductByTheBeginningsOfItsWords(String name, String ids) {
        assertThat(ids("name=" + name)).isEqualTo(ids == null ? "" : ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"μουσ", "ΜΟΥΣ", "μους", "μουσικός", "ΜΟΥΣΙΚΌΣ δρ"})
    void findsAWordOfTwoSigmas(String name) {
        stream.delivers(product(6, "Μουσικός δρόμος", 900, 1));

        assertThat(ids("name=" + UriUtils.encode(name, UTF_8))).isEqualTo("6");
    }

    @ParameterizedTest
    @CsvSource({
        "minValue=255, 1 2 3 4",
        "minValue=166&maxValue=255, 2 3 4",
        "maxValue=164, ''",
        "available=true, 1 3 4 5",
        "available=false, 2",
        "market=NI/Le%C3%B3n, 1 2 3 5",
        "market=NI/LE%C3%93N&available=true&maxValue=255, 3 5",
        "market=DE/Trier, 1 5",
        "market=CR/San%20Jos%C3%A9&name=wh, 1 3"
    })
    void passesTheFilters(String query, String ids) {
        assertThat(ids(query)).isEqualTo(ids);
    }

    @Test
    void listsAProductThatIsSoldNowhereAsNotAvailable() {
        stream.delivers(sold(7, true, List.of()));

        assertThat(ids("available=true")).isEqualTo("1 3 4 5");
        assertThat(ids("available=false")).isEqualTo("2 7");
    }

    /** Also of an instance of that release that goes on beside the new one. */
    @Test
    void listsProductsWhoseRowsAnEarlierReleaseHasWritten() {
        var owner = new JdbcTemplate(database.dataSource());
        var earlier = new EarlierTables(database);
        var before = "INSERT INTO before.product_view (id, version, name, value, stock) VALUES (?, 1, ?, 295, ?)";
        earlier.migrateTo("1");
        owner.update(before, 6, "Weißer Becher", 0);
        earlier.migrateTo("4");
        owner.update(before, 7, "Apron, red", 8);
        owner.update("UPDATE before.product_view SET markets = ARRAY['NI/LEÓN'] WHERE id = 7");
        earlier.migrateTo("latest");
        owner.update(before, 8, "Weißer Teller", 1);
        owner.update("INSERT INTO product_view SELECT * FROM before.product_view");
        earlier.remove();
        owner.update("UPDATE product_view SET version = 2, name = 'Weißes Herz', stock = 0 WHERE id = 1");

        productKeys.callNow();
        while (productKeys.runOnce() == Pass.PROGRESSED) {}

        assertThat(ids("name=WEISS")).isEqualTo("1 6 8");
        assertThat(ids("name=heart")).isEmpty();
        assertThat(ids("sort=name")).isEqualTo("4 7 5 2 6 8 1 3");
        assertThat(ids("available=true")).isEqualTo("3 4 5 7 8");
        assertThat(ids("available=false")).isEqualTo("1 2 6");
        assertThat(ids("market=NI/le%C3%B3n&sort=name")).isEqualTo("7 5 2 6 8 1 3");
        assertThat(get("/api-queries/products/7"))
                .bodyJson()
                .extractingPath("$.markets")
                .asArray()
                .containsExactly("NI/LEÓN");
    }

    @ParameterizedTest
    @CsvSource({
        "sort=id, 1 2 3 4 5",
        "sort=value, 5 2 3 4 1",
        "sort=name, 4 5 2 1 3",
        "sort=value&market=CR/San%20Jos%C3%A9, 5 3 4 1",
        "sort=name&minValue=255&available=true, 4 1 3"
    })
    void hasTheSameOrderPageByPage(String query, String ids) {
        assertThat(ids(query)).isEqualTo(ids);
        for (var rows = 1; rows <= 3; rows++) {
            assertThat(String.join(" ", ListPages.walk(mvc, "/api-queries/products?limit=" + rows + "&" + query, "id")))
                    .isEqualTo(ids);
        }
    }

    @Test
    void beginsWithTheFirstPageAfterNothing() {
        assertThat(ids("after=")).isEqualTo("1 2 3 4 5");
        assertThat(ids("sort=name&after=")).isEqualTo("4 5 2 1 3");
    }

    @Test
    void goesOnWhereThePageEndedWhateverBecomesOfItsLastRow() {
        assertThat(get("/api-queries/products?sort=value&limit=2"))
                .hasHeader("Link", "</api-queries/products?sort=value&limit=2&after=255%2C2>; rel=\"next\"");
        jdbc.update("UPDATE product_view SET value = 999 WHERE id = 2");

        assertThat(ids("sort=value&after=255,2")).isEqualTo("3 4 1 2");
        assertThat(ids("sort=name&after=sign, or not,7")).isEqualTo("2 1 3");
    }

    @ParameterizedTest
    @CsvSource({
        "sort=price, sort",
        "sort=ID, sort",
        "name=, name",
        "minValue=-1, minValue",
        "maxValue=cheap, maxValue",
        "available=maybe, available",
        "market=Le%C3%B3n, market",
        "limit=201, limit",
        "after=-1, after",
        "after=9007199254740992, after",
        "'after=255,2', after",
        "sort=value&after=2, after",
        "'sort=value&after=cheap,2', after",
        "sort=name&after=2, after",
        "'sort=name&after=%00,2', after"
    })
    void refusesWhatMakesNoSenseAndNamesTheParameter(String query, String parameter) {
        assertThat(get("/api-queries/products?" + query))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.errors[0].field")
                .isEqualTo(parameter);
    }

    private String ids(String query) {
        return String.join(" ", ListPages.page(mvc, "/api-queries/products?" + query.replace(" ", "%20"), "id"));
    }

    private MvcTestResult get(String path) {
        return mvc.get().uri(URI.create(path)).exchange();
    }
}
