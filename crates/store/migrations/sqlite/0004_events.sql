-- Events that say more than that a record changed: some belong to no customer, some to no audit record that the partner
-- sees. data is a JSON object without names.

CREATE TABLE events_new (
    sequence       INTEGER NOT NULL PRIMARY KEY,
    partner_id     BLOB    NOT NULL,
    customer_id    BLOB,
    kind           TEXT    NOT NULL,
    data           TEXT    NOT NULL,
    audit_ticks    INTEGER,
    correlation_id BLOB    NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;

-- What was changed stands in the audit record of the same change.
INSERT INTO events_new (sequence, partner_id, customer_id, kind, data, audit_ticks, correlation_id, created_at)
SELECT e.sequence, e.partner_id, e.customer_id,
    CASE json_extract(a.new_value, '$.VettingStatus')
        WHEN 'InReview' THEN 'qualification.requested'
        WHEN 'Denied' THEN 'qualification.denied'
        ELSE 'qualification.approved'
    END,
    json_patch('{}', json_object(
        'qualification', json_extract(a.new_value, '$.Qualification'),
        'vettingStatus', json_extract(a.new_value, '$.VettingStatus'),
        'vettingReason', json_extract(a.new_value, '$.VettingReason'))),
    e.audit_ticks, e.correlation_id, e.created_at
FROM events e LEFT JOIN audit_records a ON a.ticks = e.audit_ticks;

DROP TABLE events;
ALTER TABLE events_new RENAME TO events;

CREATE INDEX events_by_partner ON events (partner_id, sequence);
