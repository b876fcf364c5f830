package org.chasqui.systemtests.replay;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes a file of the shape of the "Online Retail" data set, with its peculiarities: returns with and without their sale, stock that is
 * written off, bad debts, invoices without a customer, of hundreds of lines, with lines twice or at two prices, names that are missing, codes
 * that differ in case. The same number of lines gives the same file.
 */
final class InvoiceGenerator {

    /** Lines of the data set. */
    static final int LINES = 541_909;

    static final int FEWEST_LINES = 500;

    private static final int INVOICES = 25_900;
    private static final int CODES = 4_069; // and B, of the bad debts
    private static final int SHOWN_AT_ONCE =
            150; // why: so that even a small file has an invoice of more than 100 codes
    private static final int CUSTOMERS = 4_372;
    private static final long SEED = 1_105_245_733;
    private static final int FIRST_INVOICE = 536_365;
    private static final int FIRST_CUSTOMER = 12_346;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd-MM-yyyy HH:mm", Locale.ROOT);
    private static final LocalDateTime OPENING = LocalDateTime.of(2010, 12, 1, 8, 26);

    private static final String HOME = "United Kingdom";
    private static final List<String> COUNTRIES = List.of(
            (HOME + ";EIRE;France;Germany;Spain;Netherlands;Belgium;Switzerland;Portugal;Australia;Norway;Italy;"
                            + "Channel Islands;Finland;Cyprus;Sweden;Austria;Denmark;Japan;Poland;Israel;USA;Hong Kong;"
                            + "Singapore;Iceland;Canada;Greece;Malta;United Arab Emirates;European Community;RSA;Lebanon;"
                            + "Lithuania;Brazil;Czech Republic;Bahrain;Saudi Arabia;Unspecified")
                    .split(";", -1));
    private static final List<String> SERVICES = List.of(
            "POST", "D", "M", "m", "DOT", "C2", "S", "BANK CHARGES", "AMAZONFEE", "CRUK", "gift_0001_20", "PADS");
    private static final String[] MANNERS = {"RED RETROSPOT", "WHITE HANGING", "VINTAGE", "SET OF 6", "PINK POLKADOT"};
    private static final String[] THINGS = {"HEART HOLDER", "LUNCH BAG", "CAKE STAND", "TEA TOWEL", "LANTERN", "CLOCK"};
    private static final int[] QUANTITIES = {1, 1, 1, 2, 2, 3, 4, 6, 6, 8, 10, 12, 12, 24, 25, 48, 100};

    private final Random random = new Random(SEED);
    private final BufferedWriter out;
    private final List<Item> catalogue;
    private final int customers;
    private final List<Sold> returnable = new ArrayList<>();
    private int lines;
    private int invoices;
    private int shownCodes;
    private int shownCustomers;
    private int written;

    private record Item(String code, String name, int pence) {}

    private record Buyer(String id, String country) {}

    private record Row(Item item, int quantity, String price) {}

    private record Sold(Buyer buyer, List<Row> rows) {}

    private InvoiceGenerator(BufferedWriter out, int lines) {
        this.out = out;
        this.lines = lines;
        invoices = share(INVOICES, lines, 120);
        customers = share(CUSTOMERS, lines, 60);
        catalogue = IntStream.range(0, share(CODES, lines, SHOWN_AT_ONCE))
                .mapToObj(this::item)
                .toList();
    }

    private static int share(int all, int lines, int least) {
        return (int) Math.max(least, (long) all * lines / LINES);
    }

    /** @param lines without the header, at least {@value #FEWEST_LINES} */
    static void write(Path csv, int lines) throws IOException {
        try (var out = Files.newBufferedWriter(csv)) {
            out.write(String.join(",", InvoiceFile.COLUMNS) + "\n");
            new InvoiceGenerator(out, lines).write();
        }
    }

    private void write() throws IOException {
        giant(80_995);
        giant(74_215);
        for (var pounds : List.of("11062.06", "-11062.06", "-11062.06")) {
            invoice("A", new Buyer("", HOME), List.of(new Row(new Item("B", "Adjust bad debt", 0), 1, pounds)));
        }
        sale(nextBuyer(), 120, 1);
        while (invoices > 1) {
            next(random.nextInt(100));
        }
        sale(nextBuyer(), lines, 1);
    }

    /** A sale that was a mistake, and its return. */
    private void giant(int quantity) throws IOException {
        var sale = new Sold(nextBuyer(), List.of(row(quantity, 1)));
        invoice("", sale.buyer(), sale.rows());
        takeBack(sale);
    }

    private void next(int dice) throws IOException {
        var nobody = new Buyer("", HOME);
        if (dice < 7 && !returnable.isEmpty()) {
            takeBack(returnable.remove(random.nextInt(returnable.size())));
        } else if (dice < 14) {
            takeBack(new Sold(nextBuyer(), List.of(row(quantity(), 1))));
        } else if (dice < 19) {
            invoice("", nobody, List.of(unpriced(-quantity(), "damaged")));
        } else if (dice < 23) {
            invoice("", nobody, List.of(unpriced(quantity(), "")));
        } else if (dice < 25) {
            sale(nobody, size(5), 1.7); // by another channel, at other prices
        } else if (dice < 35) {
            sale(nobody, size(1), 1);
        } else {
            sale(nextBuyer(), size(1), 1);
        }
    }

    /** About the mean of what is left, times the factor; every invoice after it gets a line, too. */
    private int size(double factor) {
        var mean = (lines - invoices) / (invoices * 0.85);
        return 1 + (int) Math.min(lines - invoices, -StrictMath.log(1 - random.nextDouble()) * mean * factor);
    }

    private void sale(Buyer buyer, int size, double dearer) throws IOException {
        var rows = new ArrayList<Row>();
        while (rows.size() < size) {
            var dice = rows.isEmpty() ? -1 : random.nextInt(200);
            if (dice >= 0 && dice < 3) {
                rows.add(rows.getLast());
            } else if (dice == 3) {
                rows.add(new Row(
                        rows.getLast().item(), 1, pounds(rows.getLast().item().pence() + 10)));
            } else {
                rows.add(row(quantity(), dice >= 196 ? 0.9 : dearer));
            }
        }
        invoice("", buyer, rows);
        if (!buyer.id().isEmpty() && size <= 10) {
            returnable.add(new Sold(buyer, rows));
        }
    }

    private void takeBack(Sold sale) throws IOException {
        if (sale.rows().size() <= 1 + lines - invoices) {
            invoice(
                    "C",
                    sale.buyer(),
                    sale.rows().stream()
                            .map(row -> new Row(row.item(), -row.quantity(), row.price()))
                            .toList());
        }
    }

    private void invoice(String kind, Buyer buyer, List<Row> rows) throws IOException {
        var number = kind + (FIRST_INVOICE + written);
        var date = OPENING.plusMinutes(20L * written).format(DATE);
        for (var row : rows) {
            out.write(Stream.of(
                            number,
                            row.item().code(),
                            row.item().name(),
                            Integer.toString(row.quantity()),
                            date,
                            row.price(),
                            buyer.id(),
                            buyer.country())
                    .map(InvoiceGenerator::quoted)
                    .collect(Collectors.joining(",", "", "\n")));
        }
        written++;
        invoices--;
        lines -= rows.size();
    }

    private static String quoted(String field) {
        return field.matches("[^\",]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
    }

    private Row row(int quantity, double dearer) {
        var item = nextItem();
        var price = item.code().equals("PADS") ? "0.001" : pounds((int) (item.pence() * dearer));
        return new Row(item, quantity, price);
    }

    private Row unpriced(int quantity, String name) {
        return new Row(new Item(nextItem().code(), name, 0), quantity, "0");
    }

    private static String pounds(int pence) {
        return "%d.%02d".formatted(pence / 100, pence % 100);
    }

    private int quantity() {
        return QUANTITIES[random.nextInt(QUANTITIES.length)];
    }

    /** One that was not sold before, if there is one, or else one of those: the first ones most often. */
    private Item nextItem() {
        if (shownCodes < catalogue.size() && (shownCodes < SHOWN_AT_ONCE || random.nextInt(4) == 0)) {
            return catalogue.get(shownCodes++);
        }
        return catalogue.get((int) (shownCodes * StrictMath.pow(random.nextDouble(), 1.5)));
    }

    private Buyer nextBuyer() {
        var number = shownCustomers < customers && random.nextInt(2) == 0
                ? shownCustomers++
                : random.nextInt(Math.max(1, shownCustomers));
        var isAtHome = number >= COUNTRIES.size() && number % 10 != 0;
        return new Buyer(
                Integer.toString(FIRST_CUSTOMER + number),
                isAtHome ? HOME : COUNTRIES.get((number / (number < COUNTRIES.size() ? 1 : 10)) % COUNTRIES.size()));
    }

    private Item item(int number) {
        var pence = 19 + (int) (1_500 * StrictMath.pow(random.nextDouble(), 3));
        return new Item(code(number), name(number), pence);
    }

    /** Every fortieth differs from the one before in case only. */
    private static String code(int number) {
        if (number < SERVICES.size()) {
            return SERVICES.get(number);
        }
        return number % 40 == 0
                ? code(number - 1).toLowerCase(Locale.ROOT)
                : 10_002 + 17 * number + (number % 3 == 0 || number % 40 == 39 ? "B" : "");
    }

    private static String name(int number) {
        var name = MANNERS[number % MANNERS.length] + " " + THINGS[number / MANNERS.length % THINGS.length];
        return switch (number % 50) {
            case 7 -> "";
            case 17 -> name + ", \"LOVE\"";
            case 27 -> name + " CAFÉ £1 東京";
            default -> name;
        };
    }
}
