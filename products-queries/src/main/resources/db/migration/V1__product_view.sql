-- One row for each product heard of; version is the product's own, so that an older event never overwrites a newer one.
CREATE TABLE product_view (
    id          bigint PRIMARY KEY,
    version     bigint NOT NULL CHECK (version >= 1),
    name        text   NOT NULL,
    description text,
    value       bigint NOT NULL CHECK (value >= 0),
    stock       bigint NOT NULL CHECK (stock >= 0)
);
