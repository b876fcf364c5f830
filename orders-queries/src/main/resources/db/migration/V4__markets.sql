-- The market that an order names; null for an order of no market.
ALTER TABLE order_view ADD COLUMN market text;
