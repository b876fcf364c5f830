package org.chasqui.systemtests.replay;

import java.math.BigDecimal;

/**
 * A line of an invoice that the shop can take.
 *
 * @param description may be empty
 * @param quantity not 0; below 0 where goods come back or are written off
 * @param pence price of one in minor units, 0 or more
 * @param customer empty where the shop did not know its customer
 */
record InvoiceLine(String invoice, String stockCode, String description, int quantity, long pence, String customer) {

    private static final int MOST = 1_000_000; // what an order may hold, either way

    /** @throws LeftOut if the shop has no place for such a line */
    static InvoiceLine of(
            String invoice, String stockCode, String description, String quantity, String price, String customer) {
        if (invoice.isBlank() || stockCode.isBlank()) {
            throw new LeftOut("no invoice or no stock code");
        }
        return new InvoiceLine(invoice, stockCode, description, count(quantity), pence(price), customer);
    }

    /** Goods that were sold; every other line takes a sale, or stock, back. */
    boolean isSale() {
        return quantity > 0 && !isReturn();
    }

    /** Goods that come back. A line below zero on an ordinary invoice writes stock off. */
    boolean isReturn() {
        return invoice.startsWith("C");
    }

    private static int count(String quantity) {
        try {
            var count = Integer.parseInt(quantity.strip());
            if (count == 0 || Math.abs(count) > MOST) {
                throw new LeftOut("a quantity of zero or of more than " + MOST);
            }
            return count;
        } catch (NumberFormatException e) {
            throw new LeftOut("a quantity that is no whole number", e);
        }
    }

    private static long pence(String price) {
        try {
            var pence = new BigDecimal(price.strip()).movePointRight(2);
            if (pence.signum() < 0) {
                throw new LeftOut("a price below zero");
            }
            return pence.longValueExact();
        } catch (NumberFormatException e) {
            throw new LeftOut("a price that is no number", e);
        } catch (ArithmeticException e) {
            throw new LeftOut("a price that is no whole number of pence", e);
        }
    }

    /** A line that is not replayed; the message says why and groups it with others of its kind. */
    static final class LeftOut extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LeftOut(String reason) {
            super(reason);
        }

        LeftOut(String reason, Throwable cause) {
            super(reason, cause);
        }
    }
}
