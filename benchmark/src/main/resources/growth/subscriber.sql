-- It has applied all of it.
\set ON_ERROR_STOP on
UPDATE messaging.subscription SET position = position + :orders, last_event_id = md5('order ' || (:last + :orders))::uuid::text
WHERE name LIKE 'orders.%';

UPDATE messaging.subscription SET position = position + :orders + 20, last_event_id = md5('product ' || (:product + 19))::uuid::text
WHERE name LIKE 'products.%';
