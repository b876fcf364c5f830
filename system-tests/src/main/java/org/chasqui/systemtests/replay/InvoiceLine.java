package org.chasqui.systemtests.replay;

import java.math.BigDecimal;

/**
 * A line of an invoice that the replay can send.
 *
 * @param description may be empty
 * @param quantity not 0; below 0 if goods are returned or written off
 * @param pence price of one item in minor units, 0 or more
 */
record InvoiceLine(String stockCode, String description, int quantity, long pence) {

    static final int MOST = 1_000_000; // the largest quantity of an order

    /** @throws LeftOut if the shop cannot represent such a line */
    static InvoiceLine of(String stockCode, String description, String quantity, String price) {
        if (stockCode.isBlank()) {
            throw new LeftOut("no stock code");
        }
        return new InvoiceLine(stockCode, description, count(quantity), pence(price));
    }

    Article article() {
        return new Article(stockCode, pence);
    }

    long total() {
        return quantity * pence;
    }

    InvoiceLine of(int quantity) {
        return new InvoiceLine(stockCode, description, quantity, pence);
    }

    private static int count(String quantity) {
        try {
            var count = Integer.parseInt(quantity.strip());
            if (count == 0 || Math.abs((long) count) > MOST) {
                throw new LeftOut("a quantity of zero or of more than " + MOST);
            }
            return count;
        } catch (NumberFormatException e) {
            throw new LeftOut("a quantity that is not a whole number", e);
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
            throw new LeftOut("a price that is not a number", e);
        } catch (ArithmeticException e) {
            throw new LeftOut("a price that is not a whole number of pence", e);
        }
    }

    /** Goods at a price. Codes that differ in case are different goods. */
    record Article(String stockCode, long pence) {}

    /** Thrown for a line that is not replayed. The message gives the reason, by which such lines are counted. */
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
