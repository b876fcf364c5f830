-- A type of event names its version itself. Releases before this one still write and read the column.
ALTER TABLE event_log ALTER COLUMN schema_version SET DEFAULT 1;
