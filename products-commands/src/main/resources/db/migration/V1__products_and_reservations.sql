CREATE TABLE product (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version       bigint NOT NULL CHECK (version >= 1),
    name          text   NOT NULL CHECK (char_length(name) BETWEEN 1 AND 50),
    description   text   CHECK (char_length(description) <= 200),
    value         bigint NOT NULL CHECK (value BETWEEN 0 AND 9007199254740991),
    -- why no upper limit: released reservations go back on top of a count set by hand, and must not fail
    stock         bigint NOT NULL CHECK (stock >= 0),
    initial_stock bigint NOT NULL CHECK (initial_stock BETWEEN 0 AND 1000000000)
);

-- Every change of stock by hand. At every commit and for every product:
-- initial_stock + sum of deltas - sum of the quantities of reservations in state 'reserved' = stock.
CREATE TABLE stock_adjustment (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id  bigint      NOT NULL REFERENCES product,
    delta       bigint      NOT NULL CHECK (delta <> 0),
    reason      text        CHECK (char_length(reason) <= 200),
    adjusted_at timestamptz NOT NULL
);

CREATE INDEX stock_adjustment_product ON stock_adjustment (product_id);

CREATE TABLE reservation (
    order_id   bigint PRIMARY KEY,
    version    bigint NOT NULL CHECK (version IN (1, 2)),
    -- why no foreign key: an order for a product that does not exist is refused, and that decision is kept, too
    product_id bigint NOT NULL,
    quantity   bigint NOT NULL CHECK (quantity > 0),
    state      text   NOT NULL CHECK (state IN ('reserved', 'refused', 'released')),
    reason     text   CHECK (reason IN ('insufficient-stock', 'unknown-product')),
    CHECK (state <> 'refused' OR reason IS NOT NULL),
    CHECK (state <> 'reserved' OR reason IS NULL)
);
