\set ON_ERROR_STOP on
INSERT INTO reservation (order_id, version, product_id, quantity, state)
SELECT n, 1, :product + n % 20, 1, 'reserved' FROM generate_series(:last + 1, :last + :orders) AS n;

INSERT INTO messaging.event_log (event_id, type, aggregate_type, aggregate_id, aggregate_version, payload, created_at, position)
SELECT md5('reservation ' || order_id)::uuid, 'reservation.made.v1', 'reservation', order_id, 1,
       jsonb_build_object('order', order_id, 'product', product_id, 'quantity', 1, 'state', 'reserved', 'reason', NULL),
       timestamptz '2026-01-01 00:00Z', (SELECT position FROM messaging.stream_head) + order_id - :last
FROM reservation WHERE order_id > :last;

UPDATE product SET version = version + :orders / 20, stock = stock - :orders / 20 WHERE id BETWEEN :product AND :product + 19;

INSERT INTO messaging.event_log (event_id, type, aggregate_type, aggregate_id, aggregate_version, payload, created_at, position)
SELECT md5('product ' || id)::uuid, 'product.changed.v1', 'product', id, version,
       jsonb_build_object('id', id, 'name', name, 'description', description, 'value', value, 'stock', stock,
                          'onSale', on_sale, 'markets', markets),
       timestamptz '2026-01-01 00:00Z', (SELECT position FROM messaging.stream_head) + :orders + 1 + id - :product
FROM product WHERE id BETWEEN :product AND :product + 19;
