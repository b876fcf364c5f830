-- Each new name gets a revision, greater than all before it, and an order remembers which revision of its names it shows. One for each name: an
-- order that shows the newest name of its user may still show an old one of its product. A row that is made anew begins with a new one, too.
CREATE SEQUENCE name_revision;
ALTER TABLE known_user ADD COLUMN revision bigint NOT NULL DEFAULT 0;
ALTER TABLE known_product ADD COLUMN revision bigint NOT NULL DEFAULT 0;
ALTER TABLE known_user ALTER COLUMN revision SET DEFAULT nextval('name_revision');
ALTER TABLE known_product ALTER COLUMN revision SET DEFAULT nextval('name_revision');
ALTER TABLE order_view ADD COLUMN username_revision bigint NOT NULL DEFAULT 0,
                       ADD COLUMN product_name_revision bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN order_view.revision IS 'for instances of the release before, whose entity tags are made of it';

-- Users and products whose new name is not yet in all of their orders; how far it is, in the order of ids. Kept until it is in all of them.
-- The one that was renamed first is the first to be done.
CREATE TABLE pending_rename (
    kind       text   NOT NULL CHECK (kind IN ('user', 'product')),
    id         bigint NOT NULL,
    revision   bigint NOT NULL,
    done_up_to bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, id),
    UNIQUE (kind, revision)
);
