-- The lines of a reservation of several, each with product and quantity. The only line of a reservation stands in the columns, as before: so no
-- row is rewritten, and a release that knows one line only reads and writes all reservations that it understands.
ALTER TABLE reservation ADD COLUMN lines jsonb;
ALTER TABLE reservation ALTER COLUMN product_id DROP NOT NULL;
ALTER TABLE reservation ALTER COLUMN quantity DROP NOT NULL;

-- Why without a look at the rows: they are of one line.
ALTER TABLE reservation ADD CONSTRAINT reservation_lines_check
    CHECK (num_nulls(product_id, quantity) = CASE WHEN lines IS NULL THEN 0 ELSE 2 END
           AND coalesce(jsonb_array_length(lines), 2) BETWEEN 2 AND 100
           AND NOT coalesce(lines @? '$[*] ? (!(@.quantity >= 1))', false)) NOT VALID;

-- A reason of several lines names their products. The domain knows the words.
ALTER TABLE reservation DROP CONSTRAINT reservation_reason_check;
ALTER TABLE reservation ADD CONSTRAINT reservation_reason_check CHECK (char_length(reason) BETWEEN 1 AND 4000) NOT VALID;
