-- By which a user is found, whatever the case. The service makes it, so that it does not depend on the locale of the database; also that of rows
-- whose key was not made for their version, which are of a release before this one.
ALTER TABLE user_view
    ADD COLUMN username_key text NOT NULL DEFAULT '',
    ADD COLUMN key_version bigint;
