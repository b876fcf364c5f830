package org.chasqui.systemtests.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UserView;

/**
 * The products and users of the demonstration. Those that an earlier demonstration has left are used again.
 *
 * @param made how many were not there yet
 */
record Catalogue(List<ProductView> products, List<UserView> users, int made) {

    private static final List<String> NAMES = List.of(
            "amaru", "chaska", "illari", "inti", "killa", "mayta", "nina", "qori", "rumi", "sami", "sumaq", "wayra");

    /** Name, description, price in minor units. */
    private static final String PRODUCTS = """
            Alpaca blanket; Woven in Puno, 150 by 200 cm; 18900
            Alpaca scarf; Brushed, undyed; 5900
            Andean flute; Cane, in A minor; 4200
            Bread oven; Clay, for two loaves; 14500
            Cacao nibs; 500 g from Quillabamba; 1290
            Chicha jug; Two litres, with a lid; 3300
            Chullo hat; With ear flaps, in six colours; 2900
            Clay whistle; In the shape of a bird; 790
            Coffee; 1 kg from Villa Rica, whole beans; 2490
            Copper pan; 24 cm, hammered; 7900
            Corn, purple; 1 kg, dried; 690
            Corn, white; 1 kg of large kernels; 590
            Cusco chocolate; 70 per cent, 100 g; 490
            Drum; Goatskin, 40 cm; 8900
            Felt slippers; Warm, with a sole of leather; 3490
            Gourd, carved; A village on one hand's breadth; 6400
            Herb tea; Muña and lemon verbena, 20 bags; 540
            Honey; 500 g from the cloud forest; 1190
            Knotted cords; A quipu for accounts; 2500
            Leather bag; With a woven strap; 11900
            Loom, small; For bands up to 10 cm; 4900
            Lucuma flour; 250 g; 980
            Map of the roads; All 30,000 km, 70 by 100 cm; 2200
            Maca powder; 250 g; 1350
            Mate gourd; With a straw; 1990
            Mirror; In a frame of painted glass; 7400
            Panpipes; Two rows, 13 reeds; 3900
            Pepper, aji amarillo; Paste, 200 g; 620
            Poncho; Wool, in natural red; 9900
            Potatoes, freeze-dried; Chuño, 500 g; 850
            Quinoa; 1 kg, three colours; 890
            Relay runner's sandals; Leather, in all sizes; 5400
            Retablo; A wooden box with a market inside; 12900
            Running belt; With a pocket for messages; 2700
            Salt of Maras; Pink, 300 g; 560
            Shell trumpet; A pututu that is heard far; 15900
            Silver pin; A tupu for a shawl; 6900
            Sling; Braided wool, 1.6 m; 1890
            Spindle; With 50 g of wool; 1490
            Tapestry; Condor and puma, 60 by 90 cm; 21900
            """;

    static Catalogue in(Shop shop) {
        var products = byName(shop::products, ProductView::id, ProductView::name);
        var users = byName(shop::users, UserView::id, UserView::username);
        int made = 0;
        var catalogue = new ArrayList<ProductView>();
        for (var line : PRODUCTS.lines().toList()) {
            var parts = line.split("; ", 3);
            var known = products.get(parts[0]);
            made += known == null ? 1 : 0;
            catalogue.add(
                    known != null
                            ? known
                            : shop.createProduct(Map.of(
                                    "name",
                                    parts[0],
                                    "description",
                                    parts[1],
                                    "value",
                                    Long.parseLong(parts[2]),
                                    "stock",
                                    Demo.FULL_SHELF)));
        }
        var customers = new ArrayList<UserView>();
        for (var name : NAMES) {
            var known = users.get("demo-" + name);
            made += known == null ? 1 : 0;
            customers.add(known != null ? known : shop.createUser("demo-" + name));
        }
        return new Catalogue(catalogue, customers, made);
    }

    private static <T> Map<String, T> byName(
            Function<String, List<T>> list, Function<T, Long> id, Function<T, String> name) {
        return Pages.between(1, Long.MAX_VALUE, list, id)
                .collect(Collectors.toMap(name, row -> row, (first, other) -> first));
    }
}
