-- Where the last attempt failed; null if it did not return, and for letters of releases before this one.
ALTER TABLE dead_letter ADD COLUMN stack text;
