-- Names are folded in full, and a domain is one in all of its spellings. What was folded before is folded anew.
--
-- domain: as it was sent. domain_key: in its own letters, small and composed; the same for every spelling.
-- domain_ascii: its A-labels, of an international name only: for whoever searches by the beginning of one.

ALTER TABLE customers ADD COLUMN domain_key TEXT NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN domain_ascii TEXT;

DROP INDEX customers_by_name;
DROP INDEX customers_by_domain;
DROP INDEX customers_by_reseller;

UPDATE customers
SET name_key = fold_name(company_name),
    domain_key = domain_letters(domain),
    domain_ascii = domain_ascii(domain),
    reseller_key = fold_name((
        SELECT d.associated_partner_id FROM customer_details d
        WHERE d.partner_id = customers.partner_id AND d.customer_id = customers.id));

CREATE INDEX customers_by_name ON customers (partner_id, name_key, id) WHERE has_ended = 0;
CREATE INDEX customers_by_domain ON customers (partner_id, domain_key, name_key, id) WHERE has_ended = 0;
CREATE INDEX customers_by_domain_in_ascii ON customers (partner_id, domain_ascii, name_key, id)
    WHERE has_ended = 0 AND domain_ascii IS NOT NULL;
CREATE INDEX customers_by_reseller ON customers (partner_id, reseller_key, name_key, id)
    WHERE has_ended = 0 AND reseller_key IS NOT NULL;

-- domain: customers.domain_key. Of two customers with one domain in two spellings, the first has the claim.
ALTER TABLE domain_claims RENAME TO domain_claims_as_sent;

CREATE TABLE domain_claims (
    domain      TEXT    NOT NULL PRIMARY KEY,
    partner_id  BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO domain_claims (domain, partner_id, customer_id, created_at)
SELECT domain_letters(domain), partner_id, customer_id, created_at FROM domain_claims_as_sent ORDER BY created_at, domain;

DROP TABLE domain_claims_as_sent;
