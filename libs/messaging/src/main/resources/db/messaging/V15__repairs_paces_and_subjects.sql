-- Whether a repair that was asked for is under way; true until it has been made. A release before this one forgets it when it begins.
ALTER TABLE verification ADD COLUMN repairing boolean NOT NULL DEFAULT false;
