package org.chasqui.products.queries.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.products.queries.view.SampleViews.camera;
import static org.mockito.BDDMockito.given;

import java.util.List;
import java.util.Optional;
import org.chasqui.products.queries.view.ProductOrder;
import org.chasqui.products.queries.view.ProductOrder.Position;
import org.chasqui.products.queries.view.ProductViews;
import org.chasqui.products.queries.view.ProductViews.ProductFilter;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest(ProductsController.class)
class ProductsControllerTests {

    private static final ProductFilter ALL = new ProductFilter(null, null, null, null, null);

    @Autowired
    private MockMvcTester mvc;

    @MockitoBean
    private ProductViews products;

    @Test
    void answersTheView() {
        given(products.findById(7)).willReturn(Optional.of(camera(7, 2, 40)));

        assertThat(get("/api-queries/products/7")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
                {"id": 7, "name": "Pinhole camera", "description": null, "value": 12500,
                 "stock": 40, "available": true, "onSale": true, "version": 2}
                """);
    }

    @Test
    void saysThatWhatIsSoldOutIsNotAvailable() {
        given(products.findById(7)).willReturn(Optional.of(camera(7, 2, 0)));

        assertThat(get("/api-queries/products/7"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.available")
                .isEqualTo(false);
    }

    @Test
    void answersNotFoundForAProductItHasNotHeardOf() {
        assertThat(get("/api-queries/products/8"))
                .hasStatus(404)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("There is no product 8.");
    }

    @Test
    void answersFiftyProductsFromTheBeginning() {
        given(products.findPage(ALL, ProductOrder.ID, null, 51)).willReturn(List.of(camera(7, 2, 40)));

        assertThat(get("/api-queries/products")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
                [{"id": 7, "name": "Pinhole camera", "description": null, "value": 12500,
                  "stock": 40, "available": true, "onSale": true, "version": 2}]
                """);
    }

    @Test
    void answersThePageThatIsAskedFor() {
        given(products.findPage(ALL, ProductOrder.ID, new Position(null, 3), 3)).willReturn(List.of());

        assertThat(get("/api-queries/products?after=3&limit=2"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("[]");
    }

    @Test
    void saysWhereThereIsMore() {
        given(products.findPage(ALL, ProductOrder.ID, new Position(null, 3), 2))
                .willReturn(List.of(camera(7, 2, 40), camera(8, 2, 40)));

        assertThat(get("/api-queries/products?after=3&limit=1"))
                .hasStatusOk()
                .hasHeader(HttpHeaders.LINK, "</api-queries/products?limit=1&after=7>; rel=\"next\"")
                .bodyJson()
                .extractingPath("$.length()")
                .isEqualTo(1);
    }

    @Test
    void answersNothingToAReaderWhoHasTheView() {
        given(products.findById(7)).willReturn(Optional.of(camera(7, 2, 40)));
        var tag = String.valueOf(get("/api-queries/products/7").getResponse().getHeader(HttpHeaders.ETAG));

        assertThat(mvc.get()
                        .uri("/api-queries/products/7")
                        .header(HttpHeaders.IF_NONE_MATCH, "W/" + tag)
                        .exchange())
                .hasStatus(304)
                .hasHeader(HttpHeaders.ETAG, tag)
                .hasHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .body()
                .isEmpty();
    }

    @Test
    void refusesAPageThatIsTooLong() {
        assertThat(get("/api-queries/products?limit=201"))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.errors[0].field")
                .isEqualTo("limit");
    }

    @Test
    void hasNoWayToWrite() {
        assertThat(mvc.post().uri("/api-queries/products").exchange()).hasStatus(405);
        assertThat(mvc.put().uri("/api-queries/products/7").exchange()).hasStatus(405);
    }

    private MvcTestResult get(String path) {
        return mvc.get().uri(path).exchange();
    }
}
