-- Who has stopped the compaction of the stream's log, and when: until it is started, no instance compacts. Releases before this one do not look here.
ALTER TABLE stream_head
    ADD COLUMN compaction_stopped_at timestamptz,
    ADD COLUMN compaction_stopped_by text;
