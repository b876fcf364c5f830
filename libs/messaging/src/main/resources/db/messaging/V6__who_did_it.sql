-- Who caused the event, as the token of the request said; null in an open shop, and where nobody asked for it.
-- why no checks: they would read the whole table, and the callers' limits are checked with their tokens
ALTER TABLE event_log
    ADD COLUMN authtype text,
    ADD COLUMN authid   text;
