\set ON_ERROR_STOP on
UPDATE known_product SET version = version + :orders / 20 WHERE id BETWEEN :product AND :product + 19;

INSERT INTO order_view (id, version, user_id, username, username_revision, product_id, product_name, product_name_revision,
                        value, quantity, total, state, placed_at, updated_at)
SELECT n, 2, known_user.id, known_user.name, known_user.revision, known_product.id, known_product.name, known_product.revision,
       100, 1, 100, 'completed', at, at
FROM generate_series(:last + 1, :last + :orders) AS n
CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01 00:00Z' + n * interval '1 s' AS at) AS t
JOIN known_user ON known_user.id = :user + n % 1000
JOIN known_product ON known_product.id = :product + n % 20
ORDER BY n;
