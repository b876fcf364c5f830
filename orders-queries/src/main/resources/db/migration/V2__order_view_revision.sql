-- What the entity tag of an order tells besides its version: a new number whenever the row changes, be it only by a new name.
-- Why not a count of each row's changes: after a rebuild it would begin again, and give a known tag to other content.
ALTER TABLE order_view ADD COLUMN revision bigint GENERATED ALWAYS AS IDENTITY;
