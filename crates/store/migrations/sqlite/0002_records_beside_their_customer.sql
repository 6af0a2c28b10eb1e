-- A customer's records stand in its own row: there is at most one of each kind, and every request about them looks for
-- the customer first, so that one look finds both.
--
-- The exclusive record fills qualification to due_at; state_owned_at is the moment of state ownership. A record in
-- review with a due time is the work item of vetting: there is no second queue.

ALTER TABLE customers ADD COLUMN qualification TEXT;
ALTER TABLE customers ADD COLUMN status TEXT;
ALTER TABLE customers ADD COLUMN reason TEXT;
ALTER TABLE customers ADD COLUMN segment TEXT;
ALTER TABLE customers ADD COLUMN website TEXT;
ALTER TABLE customers ADD COLUMN code TEXT;
ALTER TABLE customers ADD COLUMN organization_name TEXT;
ALTER TABLE customers ADD COLUMN opened_at INTEGER;
ALTER TABLE customers ADD COLUMN due_at INTEGER;
ALTER TABLE customers ADD COLUMN state_owned_at INTEGER;
-- Counts the changes of the records.
ALTER TABLE customers ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

UPDATE customers
SET qualification = q.qualification, status = q.status, reason = q.reason, segment = q.segment, website = q.website,
    code = q.code, organization_name = q.organization_name, opened_at = q.opened_at, due_at = q.due_at,
    revision = q.revision
FROM qualifications q
WHERE q.partner_id = customers.partner_id AND q.customer_id = customers.id AND q.slot = 1;

UPDATE customers
SET state_owned_at = q.opened_at
FROM qualifications q
WHERE q.partner_id = customers.partner_id AND q.customer_id = customers.id AND q.slot = 2;

DROP TABLE qualifications;

CREATE INDEX customers_due ON customers (due_at) WHERE due_at IS NOT NULL;
