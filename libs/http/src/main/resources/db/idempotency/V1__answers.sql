-- The answers to requests that carried an Idempotency-Key, kept in the transaction of what the request did.
CREATE TABLE answer (
    key     text        PRIMARY KEY CHECK (char_length(key) BETWEEN 1 AND 200),
    request text        NOT NULL, -- SHA-256 of method, target and body
    status  smallint    NOT NULL CHECK (status BETWEEN 200 AND 499),
    headers text        NOT NULL, -- one line each, as in HTTP
    body    text        NOT NULL,
    at      timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX answer_by_age ON answer (at);
