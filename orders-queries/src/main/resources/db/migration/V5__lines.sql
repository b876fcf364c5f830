-- The lines of an order of several, each with product, quantity and value. The only line of an order stands in the columns, as before, with the
-- name of its product. The names of several are looked up when they are read: a copy would be another row for each.
ALTER TABLE order_view ADD COLUMN lines jsonb;
ALTER TABLE order_view ALTER COLUMN product_id DROP NOT NULL;
ALTER TABLE order_view ALTER COLUMN value DROP NOT NULL;
ALTER TABLE order_view ALTER COLUMN quantity DROP NOT NULL;

-- Finds the orders of several lines that have a product, in the order of pages, which no index of a list in a row does.
CREATE TABLE order_product (
    product_id bigint NOT NULL,
    order_id   bigint NOT NULL REFERENCES order_view ON DELETE CASCADE,
    PRIMARY KEY (product_id, order_id)
);
-- For orders that a rebuild removes.
CREATE INDEX order_product_order ON order_product (order_id);

-- The lines with the names of today and their revisions; null for the order of one line. Why a function: a view shows it by one statement.
CREATE FUNCTION named_lines(lines jsonb) RETURNS jsonb LANGUAGE sql STABLE STRICT AS $$
    SELECT jsonb_agg(line || jsonb_build_object('name', known.name, 'revision', coalesce(known.revision, 0)) ORDER BY place)
    FROM jsonb_array_elements(lines) WITH ORDINALITY AS wanted (line, place)
    LEFT JOIN known_product AS known ON known.id = CAST(line ->> 'product' AS bigint)
$$;
