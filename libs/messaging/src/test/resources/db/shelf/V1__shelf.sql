CREATE TABLE shelf (id bigint PRIMARY KEY, version bigint NOT NULL, event_id uuid NOT NULL UNIQUE);
