-- The orders of each day (UTC), product, market and user, counted by their states. Units and total are those of completed orders; of a product, those
-- of its lines. All is 0 in a row that its orders have left.
--
-- Triggers count, so that an order and its counts always change together, whatever changes the order: events, a rebuild, a repair, an instance of the
-- release before, a person.
CREATE TABLE order_summary (
    kind       text COLLATE "C" NOT NULL CHECK (kind IN ('day', 'product', 'market', 'user')),
    id         bigint  NOT NULL, -- of the product or user; of a day, its number after 1970-01-01; of a market 0
    market     text COLLATE "C" NOT NULL, -- as its orders spell it; empty for those without, and in the other kinds
    processing bigint  NOT NULL,
    completed  bigint  NOT NULL,
    failed     bigint  NOT NULL,
    cancelled  bigint  NOT NULL,
    units      bigint  NOT NULL,
    total      numeric NOT NULL, -- 1,024 of the largest orders are more than a bigint holds
    PRIMARY KEY (kind, id, market)
) WITH (fillfactor = 50); -- each batch of events writes a few rows anew: room for that beside them

-- One row. Orders with lower ids were there before their counts, and are not counted yet: a Worker counts them, from the last to the first.
-- Upserts of orders lock this row first, so that no two of them wait for each other's rows. The removal of rows at the end of a rebuild, and an
-- update by hand, lock orders first: beside an upsert of the same orders PostgreSQL may end one of the two, and the service tries its own again.
CREATE TABLE order_summary_progress (
    counted_from bigint NOT NULL
);

-- What an order adds to the summary if the sign is 1, and takes away if it is -1.
CREATE FUNCTION summary_of(o order_view, sign integer) RETURNS SETOF order_summary LANGUAGE sql IMMUTABLE AS $$
    SELECT part.kind, part.id, part.market,
           CAST(CASE o.state WHEN 'processing' THEN sign ELSE 0 END AS bigint),
           CAST(CASE o.state WHEN 'completed' THEN sign ELSE 0 END AS bigint),
           CAST(CASE o.state WHEN 'failed' THEN sign ELSE 0 END AS bigint),
           CAST(CASE o.state WHEN 'cancelled' THEN sign ELSE 0 END AS bigint),
           CASE o.state WHEN 'completed' THEN sign * part.units ELSE 0 END,
           CAST(CASE o.state WHEN 'completed' THEN sign * part.total ELSE 0 END AS numeric)
    FROM (
        SELECT whole.kind, whole.id, whole.market,
               CASE WHEN o.state <> 'completed' THEN 0
                    WHEN o.lines IS NULL THEN o.quantity
                    ELSE (SELECT CAST(sum(quantity) AS bigint) FROM jsonb_to_recordset(o.lines) AS line (quantity bigint)) END AS units,
               o.total
        FROM (VALUES ('day', CAST(CAST(o.placed_at AT TIME ZONE 'UTC' AS date) - DATE '1970-01-01' AS bigint), ''),
                     ('market', 0, coalesce(o.market, '')),
                     ('user', o.user_id, '')) AS whole (kind, id, market)
        UNION ALL
        SELECT 'product', o.product_id, '', o.quantity, o.total WHERE o.lines IS NULL
        UNION ALL
        SELECT 'product', line.product, '', line.quantity, line.quantity * line.value
        FROM jsonb_to_recordset(o.lines) AS line (product bigint, quantity bigint, value bigint)
    ) AS part
$$;

CREATE FUNCTION add_to_summary(changes order_summary[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO order_summary AS summary
    SELECT kind, id, market, sum(processing), sum(completed), sum(failed), sum(cancelled), sum(units), sum(total)
    FROM unnest(changes)
    GROUP BY kind, id, market
    HAVING (sum(processing), sum(completed), sum(failed), sum(cancelled), sum(units), sum(total)) <> (0, 0, 0, 0, 0, 0)
    ORDER BY kind, id, market
    ON CONFLICT (kind, id, market) DO UPDATE SET
        processing = summary.processing + excluded.processing,
        completed = summary.completed + excluded.completed,
        failed = summary.failed + excluded.failed,
        cancelled = summary.cancelled + excluded.cancelled,
        units = summary.units + excluded.units,
        total = summary.total + excluded.total;
END $$;

-- The triggers run with the rights of the role that migrates: instances of the release before go on writing orders, and the service's role is
-- granted these tables only after the last migration. That is why their path is fixed, with temporary tables last.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

CREATE FUNCTION hold_summary() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM order_summary_progress FOR UPDATE;
    RETURN NULL;
END $$;

CREATE FUNCTION summarise_orders() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    counted bigint;
    changes order_summary[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- why a full join: no plan of it compares each row with each
        PERFORM FROM old_orders AS before FULL JOIN new_orders AS after ON after.id = before.id
        WHERE (before.state, before.user_id, before.market, before.placed_at, before.product_id, before.quantity, before.lines, before.total)
              IS DISTINCT FROM
              (after.state, after.user_id, after.market, after.placed_at, after.product_id, after.quantity, after.lines, after.total)
        LIMIT 1;
        IF NOT FOUND THEN
            RETURN NULL; -- a new name changes no count, and holds orders that others wait for with the summary in their hands
        END IF;
    END IF;
    SELECT counted_from INTO STRICT counted FROM order_summary_progress FOR UPDATE;
    -- summed up here, too: one statement may write a million orders
    IF TG_OP <> 'INSERT' THEN
        changes := ARRAY(
            SELECT CAST(ROW(kind, part.id, part.market, sum(processing), sum(completed), sum(failed), sum(cancelled), sum(units),
                            sum(part.total)) AS order_summary)
            FROM old_orders AS o CROSS JOIN LATERAL summary_of(ROW(o.*)::order_view, -1) AS part
            WHERE o.id >= counted GROUP BY kind, part.id, part.market);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        changes := changes || ARRAY(
            SELECT CAST(ROW(kind, part.id, part.market, sum(processing), sum(completed), sum(failed), sum(cancelled), sum(units),
                            sum(part.total)) AS order_summary)
            FROM new_orders AS o CROSS JOIN LATERAL summary_of(ROW(o.*)::order_view, 1) AS part
            WHERE o.id >= counted GROUP BY kind, part.id, part.market);
    END IF;
    PERFORM add_to_summary(changes);
    RETURN NULL;
END $$;

CREATE TRIGGER hold_summary BEFORE INSERT OR DELETE ON order_view FOR EACH STATEMENT EXECUTE FUNCTION hold_summary();
CREATE TRIGGER summarise_inserted AFTER INSERT ON order_view REFERENCING NEW TABLE AS new_orders
    FOR EACH STATEMENT EXECUTE FUNCTION summarise_orders();
CREATE TRIGGER summarise_updated AFTER UPDATE ON order_view REFERENCING OLD TABLE AS old_orders NEW TABLE AS new_orders
    FOR EACH STATEMENT EXECUTE FUNCTION summarise_orders();
CREATE TRIGGER summarise_deleted AFTER DELETE ON order_view REFERENCING OLD TABLE AS old_orders
    FOR EACH STATEMENT EXECUTE FUNCTION summarise_orders();

-- No order is written between the triggers and this: the triggers wait for its writers, and new ones wait for the end of this migration.
INSERT INTO order_summary_progress SELECT coalesce(max(id) + 1, -9223372036854775808) FROM order_view;
