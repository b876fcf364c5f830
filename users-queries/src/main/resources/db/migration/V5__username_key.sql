-- By which a user is found, whatever the case. The service makes it, so that it does not depend on the locale of the database; only those of
-- rows that are here already are the database's own, until the next event of the user.
ALTER TABLE user_view ADD COLUMN username_key text NOT NULL DEFAULT '';
UPDATE user_view SET username_key = lower(username);
CREATE INDEX user_view_username_key ON user_view (username_key, id);
