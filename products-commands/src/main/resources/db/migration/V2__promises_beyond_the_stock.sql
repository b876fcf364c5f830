-- A completed order holds its units, also where a restored database has forgotten that it sold them: the stock is below zero
-- then, until more comes in. Orders and commands that make it so are refused as before, by the rules of the domain.
ALTER TABLE product DROP CONSTRAINT product_stock_check;

-- Finds the few products, mostly none, of which more was promised than there is.
CREATE INDEX product_oversold ON product (stock) WHERE stock < 0;

-- A reservation is published again to an order that asks, and corrected to what an order says was decided.
ALTER TABLE reservation DROP CONSTRAINT reservation_version_check;

ALTER TABLE reservation ADD COLUMN repeats integer NOT NULL DEFAULT 0;
