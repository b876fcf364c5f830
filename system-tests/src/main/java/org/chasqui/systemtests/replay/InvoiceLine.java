package org.chasqui.systemtests.replay;

import java.math.BigDecimal;

/**
 * A line of an invoice that the replay can send.
 *
 * @param description may be empty
 * @param quantity not 0; below 0 if goods are returned or written off
 * @param pence price of one item in minor units, 0 or more
 * @param customer empty if the invoice names no customer
 */
record InvoiceLine(String invoice, String stockCode, String description, int quantity, long pence, String customer) {

    private static final int MOST = 1_000_000; // the largest quantity of an order

    /** @throws LeftOut if the shop cannot represent such a line */
    static InvoiceLine of(
            String invoice, String stockCode, String description, String quantity, String price, String customer) {
        if (invoice.isBlank() || stockCode.isBlank()) {
            throw new LeftOut("no invoice or no stock code");
        }
        return new InvoiceLine(invoice, stockCode, description, count(quantity), pence(price), customer);
    }

    /** Whether goods were sold. Every other line takes back a sale or stock. */
    boolean isSale() {
        return quantity > 0 && !isReturn();
    }

    /** Whether goods are returned. A negative line on an ordinary invoice writes stock off. */
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
