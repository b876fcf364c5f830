-- The lines of an order of several, each with product, quantity and value. The only line of an order stands in the columns, as before: so no
-- row is rewritten, and a release that knows one line only reads and writes all orders that it understands.
ALTER TABLE orders ADD COLUMN lines jsonb;
ALTER TABLE orders ALTER COLUMN product_id DROP NOT NULL;
ALTER TABLE orders ALTER COLUMN quantity DROP NOT NULL;
ALTER TABLE orders ALTER COLUMN value DROP NOT NULL;

-- Why without a look at the rows: they are of one line, and their reasons are short.
ALTER TABLE orders ADD CONSTRAINT orders_lines_check
    CHECK (num_nulls(product_id, quantity, value) = CASE WHEN lines IS NULL THEN 0 ELSE 3 END
           AND coalesce(jsonb_array_length(lines), 2) BETWEEN 2 AND 100) NOT VALID;
ALTER TABLE orders DROP CONSTRAINT orders_reason_check;
ALTER TABLE orders ADD CONSTRAINT orders_reason_check CHECK (char_length(reason) BETWEEN 1 AND 4000) NOT VALID;
