-- Null where it was never withdrawn: on sale. So the events that a release before this one publishes agree with the row.
ALTER TABLE product ADD COLUMN on_sale boolean;
-- The names of the only markets where the product is sold; null for everywhere.
ALTER TABLE product ADD COLUMN markets text[];

-- Why without a look at the rows: each of them has one of the reasons that were allowed before.
ALTER TABLE reservation DROP CONSTRAINT reservation_reason_check;
ALTER TABLE reservation ADD CONSTRAINT reservation_reason_check
    CHECK (reason IN ('insufficient-stock', 'unknown-product', 'unknown-market', 'market-closed', 'not-on-sale', 'not-sold-in-market'))
    NOT VALID;
