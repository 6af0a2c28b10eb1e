-- Lists of customers are read from an index of their own for each field that they are selected by. Customers who have
-- ended stand in none of them, so that nobody walks over them.
--
-- reseller_key: customer_details.associated_partner_id, folded as names are.

ALTER TABLE customers ADD COLUMN reseller_key TEXT;

UPDATE customers
SET reseller_key = fold_name(d.associated_partner_id)
FROM customer_details d
WHERE d.partner_id = customers.partner_id AND d.customer_id = customers.id AND d.associated_partner_id IS NOT NULL;

DROP INDEX customers_by_name;

CREATE INDEX customers_by_name ON customers (partner_id, name_key, id) WHERE has_ended = 0;
CREATE INDEX customers_by_domain ON customers (partner_id, domain, name_key, id) WHERE has_ended = 0;
CREATE INDEX customers_by_reseller ON customers (partner_id, reseller_key, name_key, id)
    WHERE has_ended = 0 AND reseller_key IS NOT NULL;
