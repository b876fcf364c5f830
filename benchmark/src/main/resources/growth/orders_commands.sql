\set ON_ERROR_STOP on
INSERT INTO orders (id, version, user_id, product_id, quantity, value, state, cancel_requested, placed_at, updated_at, reminders, undecided_since)
OVERRIDING SYSTEM VALUE
SELECT n, 2, :user + n % 1000, :product + n % 20, 1, 100, 'completed', false, at, at, 0, at
FROM generate_series(:last + 1, :last + :orders) AS n
CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01 00:00Z' + n * interval '1 s' AS at) AS t;

SELECT setval(pg_get_serial_sequence('orders', 'id'), :last + :orders);
UPDATE known_product SET version = version + :orders / 20 WHERE id BETWEEN :product AND :product + 19;

INSERT INTO messaging.event_log (event_id, type, aggregate_type, aggregate_id, aggregate_version, payload, created_at, position)
SELECT md5('order ' || id)::uuid, 'order.completed.v1', 'order', id, 2,
       jsonb_build_object('id', id, 'user', user_id, 'product', product_id, 'quantity', 1, 'value', 100, 'total', 100,
                          'state', 'completed', 'reason', NULL, 'cancelRequested', false, 'market', NULL,
                          'placedAt', at, 'updatedAt', at),
       placed_at, (SELECT position FROM messaging.stream_head) + id - :last
FROM orders
CROSS JOIN LATERAL (SELECT to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at) AS t
WHERE id > :last;
