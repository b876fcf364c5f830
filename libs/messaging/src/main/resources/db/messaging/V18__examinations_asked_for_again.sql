-- Whether somebody has asked again for an examination that is under way because somebody had asked. A release before this one begins it again.
ALTER TABLE verification ADD COLUMN again boolean NOT NULL DEFAULT false;
