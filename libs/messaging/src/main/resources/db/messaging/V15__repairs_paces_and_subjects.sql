-- Whether a repair that was asked for is under way; true until it has been made. A release before this one forgets it when it begins.
ALTER TABLE verification ADD COLUMN repairing boolean NOT NULL DEFAULT false;

-- Where the rebuild stood at rebuild_begun_at. Both are of the time at which its present owner took the subscription, after a pause or a restart.
ALTER TABLE subscription ADD COLUMN rebuild_from bigint;

-- Why not more: an index takes no value of some 2,700 bytes and more, and a letter that cannot be written would stop the stream.
DROP INDEX dead_letter_subject;
CREATE INDEX dead_letter_subject ON dead_letter (left(substring(entry FROM '"subject" *: *"([^"]*)"'), 100)) WHERE state = 'open';
