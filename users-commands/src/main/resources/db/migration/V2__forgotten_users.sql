-- Whether the names of the user were forgotten: they stay so. Releases before this one do not look here.
ALTER TABLE users ADD COLUMN forgotten boolean NOT NULL DEFAULT false;
