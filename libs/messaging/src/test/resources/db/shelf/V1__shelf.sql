CREATE TABLE shelf (event_id uuid PRIMARY KEY, thing bigint NOT NULL, version bigint NOT NULL);
