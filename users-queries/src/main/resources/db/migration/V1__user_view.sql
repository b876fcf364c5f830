-- One row for each user heard of; version is the user's own, so that an older event never overwrites a newer one.
CREATE TABLE user_view (
    id         bigint PRIMARY KEY,
    version    bigint NOT NULL CHECK (version >= 1),
    username   text   NOT NULL,
    first_name text,
    last_name  text
);
