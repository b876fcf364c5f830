-- One row for each order heard of, with all that is shown of it; version is the order's own, so that an older event never
-- overwrites a newer one. The names are those of today, value and total those of the time of the order.
CREATE TABLE order_view (
    id           bigint PRIMARY KEY,
    version      bigint      NOT NULL CHECK (version >= 1),
    user_id      bigint      NOT NULL,
    username     text,
    product_id   bigint      NOT NULL,
    product_name text,
    value        bigint      NOT NULL,
    quantity     integer     NOT NULL,
    total        bigint      NOT NULL,
    state        text        NOT NULL CHECK (state IN ('processing', 'completed', 'failed', 'cancelled')),
    reason       text,
    placed_at    timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    CHECK (total = value * quantity),
    CHECK ((state = 'failed') = (reason IS NOT NULL))
);

-- One for each filter, in the order of the pages: a page is read from where the last one ended, filtered or not.
-- The first two also find the orders that a new name concerns.
CREATE INDEX order_view_user ON order_view (user_id, id);
CREATE INDEX order_view_product ON order_view (product_id, id);
CREATE INDEX order_view_state ON order_view (state, id);

-- The names that orders show. Without a name where an order came before its user or product; version 0 where any event is newer.
CREATE TABLE known_user (
    id      bigint PRIMARY KEY,
    version bigint NOT NULL CHECK (version >= 0),
    name    text   CHECK (name IS NOT NULL OR version = 0)
);

CREATE TABLE known_product (
    id      bigint PRIMARY KEY,
    version bigint NOT NULL CHECK (version >= 0),
    name    text   CHECK (name IS NOT NULL OR version = 0)
);
