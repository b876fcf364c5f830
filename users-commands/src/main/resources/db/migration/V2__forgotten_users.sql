-- Whether the names of the user were forgotten: they stay so. Releases before this one do not look here, so the constraint keeps them from giving
-- the user a name again.
ALTER TABLE users
    ADD COLUMN forgotten boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT forgotten_users_have_no_names
        CHECK (NOT forgotten OR username = 'forgotten-' || id AND first_name IS NULL AND last_name IS NULL) NOT VALID;
