-- Customers without a record, by when they were made: the newest are those who ask for one first, so that these leave it side
-- by side, too. A build between two commits had made it already.
CREATE INDEX IF NOT EXISTS customers_without_record ON customers (partner_id, created_at, id)
    WHERE NOT has_ended AND qualification IS NULL AND state_owned_at IS NULL;
