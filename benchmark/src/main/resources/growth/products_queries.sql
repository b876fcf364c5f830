\set ON_ERROR_STOP on
UPDATE product_view SET version = version + :orders / 20, stock = stock - :orders / 20 WHERE id BETWEEN :product AND :product + 19;
