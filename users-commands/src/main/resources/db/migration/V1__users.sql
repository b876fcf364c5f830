-- username is kept as it was chosen; username_key is the form in which it is unique, made by the service (Username.key).
CREATE TABLE users (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version      bigint NOT NULL CHECK (version >= 1),
    username     text   NOT NULL CHECK (char_length(username) BETWEEN 1 AND 50),
    username_key text   NOT NULL CONSTRAINT username_is_unique UNIQUE,
    first_name   text   CHECK (char_length(first_name) BETWEEN 1 AND 100),
    last_name    text   CHECK (char_length(last_name) BETWEEN 1 AND 100)
);
