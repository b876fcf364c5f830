-- As in the product's events: null where it was never said that it is on sale, and where it is sold everywhere.
ALTER TABLE known_product ADD COLUMN on_sale boolean;
ALTER TABLE known_product ADD COLUMN markets text[];
