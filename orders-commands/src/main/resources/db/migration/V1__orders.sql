CREATE TABLE orders (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version          bigint      NOT NULL CHECK (version >= 1),
    -- why no foreign keys: users and products are copied from other services, and orders outlive what is copied
    user_id          bigint      NOT NULL,
    product_id       bigint      NOT NULL,
    quantity         integer     NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    value            bigint      NOT NULL CHECK (value >= 0),
    state            text        NOT NULL CHECK (state IN ('processing', 'completed', 'failed', 'cancelled')),
    reason           text        CHECK (char_length(reason) BETWEEN 1 AND 100),
    cancel_requested boolean     NOT NULL,
    placed_at        timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    reminders        integer     NOT NULL CHECK (reminders >= 0),
    -- Whether somebody else has to decide: about the stock, or about giving it back.
    undecided        boolean     GENERATED ALWAYS AS (state = 'processing' OR (state = 'completed' AND cancel_requested)) STORED,
    -- Since when, or since the last reminder; meaningless for a decided order. By the clock of the database, since the
    -- clocks of several instances may differ.
    undecided_since  timestamptz NOT NULL DEFAULT now(),
    -- why numeric: what passes the limit may pass the range of bigint, too
    CHECK (value::numeric * quantity <= 9007199254740991),
    CHECK ((state = 'failed') = (reason IS NOT NULL)),
    -- why: a requested cancel leaves only one way to end
    CHECK (NOT (state = 'failed' AND cancel_requested))
);

-- Finds what is overdue among the few undecided orders, however many decided ones there are.
CREATE INDEX orders_undecided ON orders (undecided_since) WHERE undecided;

-- Copies of what other services own, as far as placing an order needs it. The version is that of the owner's aggregate.
CREATE TABLE known_user (
    id      bigint PRIMARY KEY,
    version bigint NOT NULL CHECK (version >= 0)
);

CREATE TABLE known_product (
    id      bigint PRIMARY KEY,
    version bigint NOT NULL CHECK (version >= 0),
    value   bigint NOT NULL CHECK (value BETWEEN 0 AND 9007199254740991)
);
