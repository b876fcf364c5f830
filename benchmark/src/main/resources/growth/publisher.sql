-- The log as compaction leaves it: the newest event of each aggregate, and which event had which position.
\set ON_ERROR_STOP on
INSERT INTO messaging.event_history (first_position, event_ids)
SELECT min(position), string_agg(uuid_send(event_id), '' ORDER BY position)
FROM messaging.event_log GROUP BY (position - 1) / 1000;

DELETE FROM messaging.event_log AS replaced
USING messaging.event_log AS newer
WHERE newer.aggregate_type = replaced.aggregate_type AND newer.aggregate_id = replaced.aggregate_id
  AND newer.aggregate_version > replaced.aggregate_version;

UPDATE messaging.stream_head SET
    position = (SELECT max(position) FROM messaging.event_log),
    highest_seq = (SELECT max(seq) FROM messaging.event_log);
