-- Where the subscription stood before its rebuild, to go on from there if that is stopped, and when the rebuild began.
ALTER TABLE subscription
    ADD COLUMN rebuild_position bigint,
    ADD COLUMN rebuild_event_id text,
    ADD COLUMN rebuild_begun_at timestamptz;

-- suspended: a rebuild is under way, which brings the event again
ALTER TABLE dead_letter
    DROP CONSTRAINT dead_letter_state_check,
    ADD CONSTRAINT dead_letter_state_check CHECK (state IN ('open', 'replayed', 'discarded', 'suspended'));

-- The aggregate of an open letter: an envelope names its own subject before its data.
CREATE INDEX dead_letter_subject ON dead_letter (substring(entry FROM '"subject" *: *"([^"]*)"')) WHERE state = 'open';
