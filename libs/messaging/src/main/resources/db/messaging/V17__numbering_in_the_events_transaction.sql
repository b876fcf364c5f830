-- Gives the next committed events of a stream their positions. It returns them in any order, and with them the event before them, if
-- compaction has left it in the log; nothing if there are none. The sequencer calls it in a transaction of its own. A transaction that has
-- appended events calls it as its last statement, and numbers these with the others; nothing if somebody else is numbering.
--
-- most: how many events at once; settling_step: how many must have come before the settled seq is moved, null in the transaction of events
CREATE OR REPLACE FUNCTION number_events(of_stream text, most integer, settling_step bigint) RETURNS SETOF event_log LANGUAGE plpgsql AS $$
DECLARE
    positioned   bigint; -- a seq that had a position before this transaction had its id
    settling     boolean; -- the candidate may be settled or foreign, and enough events have come since
    waiting      boolean;
    head         bigint;
    settled      bigint;
    is_settled   boolean; -- the candidate
    is_foreign   boolean; -- it is of another server, from which the database was restored into this one
    numbered     integer;
BEGIN
    IF settling_step IS NULL THEN
        -- why it does not wait: the transaction has locked rows that others want, and the sequencer numbers what it leaves
        SELECT position, settled_seq INTO head, settled FROM messaging.stream_head WHERE stream = of_stream FOR UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            RETURN;
        END IF;
    ELSE
        -- why a look first: a transaction that only locks still writes to the disk, and most calls find nothing
        SELECT highest_seq,
               candidate_seq + settling_step <= highest_seq AND (candidate_xid <= pg_snapshot_xmin(pg_current_snapshot())
                   OR candidate_xid >= pg_snapshot_xmax(pg_current_snapshot())),
               EXISTS (SELECT FROM messaging.event_log WHERE position IS NULL AND seq > settled_seq)
        INTO positioned, settling, waiting FROM messaging.stream_head WHERE stream = of_stream;
        IF NOT FOUND THEN
            INSERT INTO messaging.stream_head (stream) VALUES (of_stream) ON CONFLICT DO NOTHING;
            positioned := 0;
        ELSIF NOT waiting AND NOT settling THEN
            RETURN;
        END IF;

        -- Step one: take turns.
        SELECT position, settled_seq, candidate_xid <= pg_snapshot_xmin(pg_current_snapshot()), candidate_xid > pg_current_xact_id()
        INTO head, settled, is_settled, is_foreign FROM messaging.stream_head WHERE stream = of_stream FOR UPDATE;
    END IF;

    -- Step two: number what is visible now. Why it is separate: at READ COMMITTED each statement has a snapshot of its own, and only one
    -- taken after the lock is sure to see what the previous holder of the lock has numbered.
    RETURN QUERY
    WITH fresh AS (
        SELECT seq, row_number() OVER (ORDER BY seq) AS nth
        FROM (SELECT seq FROM messaging.event_log WHERE position IS NULL AND seq > settled ORDER BY seq LIMIT most) AS unsequenced
    ), numbered AS (
        UPDATE messaging.event_log SET position = head + nth FROM fresh WHERE event_log.seq = fresh.seq RETURNING event_log.*
    ), moved AS (
        UPDATE messaging.stream_head
        SET position = position + (SELECT count(*) FROM numbered),
            highest_seq = greatest(highest_seq, (SELECT max(seq) FROM numbered))
        WHERE stream = of_stream
    )
    SELECT * FROM numbered;
    GET DIAGNOSTICS numbered = ROW_COUNT;
    IF numbered > 0 THEN
        RETURN QUERY SELECT * FROM messaging.event_log WHERE position = head;
    END IF;

    -- Step three, where everything visible up to the candidate was numbered: if it is settled, it becomes the settled seq, and there is a new one.
    -- Why it is safe: a transaction takes its id before it draws a seq. So each transaction that drew a seq up to the candidate has a
    -- lower id than the one that noted the candidate. Once all lower ids have ended, the next snapshot sees all that they have written.
    IF is_settled OR is_foreign THEN
        UPDATE messaging.stream_head
        SET settled_seq = CASE WHEN is_settled THEN candidate_seq ELSE settled_seq END,
            candidate_seq = positioned, candidate_xid = pg_current_xact_id()
        WHERE stream = of_stream AND candidate_seq + settling_step <= positioned
          AND (numbered < most OR NOT EXISTS (
              SELECT FROM messaging.event_log WHERE event_log.position IS NULL AND seq > settled AND seq <= candidate_seq));
    END IF;
END
$$;
