-- Decisions of vetting, and the leases under which workers make them.

-- A worker that takes a record which is due has it for itself until claimed_until; claim names the lease. attempts
-- counts the requests for Education. claimable_domain is the registrable domain on which an approval of the record
-- would rest.
ALTER TABLE customers ADD COLUMN claimed_until INTEGER;
ALTER TABLE customers ADD COLUMN claim BLOB;
ALTER TABLE customers ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customers ADD COLUMN claimable_domain TEXT;

UPDATE customers SET attempts = 1 WHERE qualification = 'Education';

-- Where a record stands that is somebody's: behind those that can be taken, and never looked past.
DROP INDEX customers_due;
CREATE INDEX customers_due ON customers (coalesce(claimed_until, due_at)) WHERE due_at IS NOT NULL;

-- Registrable domains on which the approval of a customer for Education rests: one customer each, of any partner.
CREATE TABLE claimed_domains (
    domain      TEXT    NOT NULL PRIMARY KEY,
    partner_id  BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    created_at  INTEGER NOT NULL,
    UNIQUE (partner_id, customer_id),
    FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- One hash chain per partner. No reference to customers: the chain outlives them. Nothing here names anybody: what
-- does stands in decision_texts, and goes with the customer or after its time.
CREATE TABLE decisions (
    partner_id       BLOB    NOT NULL,
    sequence         INTEGER NOT NULL CHECK (sequence > 0),
    id               BLOB    NOT NULL,
    customer_id      BLOB    NOT NULL,
    asked_for        TEXT    NOT NULL,
    opened_at        INTEGER NOT NULL,
    attempt          INTEGER NOT NULL,
    outcome          TEXT    NOT NULL,
    reason_code      TEXT    NOT NULL,
    rule             TEXT    NOT NULL,
    ruleset          TEXT    NOT NULL,
    dataset_versions TEXT    NOT NULL,
    actor            TEXT    NOT NULL,
    part_hashes      BLOB    NOT NULL CHECK (length(part_hashes) = 160),
    previous_hash    BLOB    NOT NULL CHECK (length(previous_hash) = 32),
    hash             BLOB    NOT NULL CHECK (length(hash) = 32),
    created_at       INTEGER NOT NULL,
    PRIMARY KEY (partner_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX decisions_by_id ON decisions (id);
CREATE INDEX decisions_by_customer ON decisions (partner_id, customer_id, sequence);

-- ended_at: when another request took the place of the one that the decision is about.
CREATE TABLE decision_texts (
    partner_id  BLOB    NOT NULL,
    sequence    INTEGER NOT NULL,
    salt        BLOB    NOT NULL CHECK (length(salt) = 16),
    inputs      TEXT    NOT NULL,
    findings    TEXT    NOT NULL,
    rules       TEXT    NOT NULL,
    evidence    TEXT    NOT NULL,
    explanation TEXT    NOT NULL,
    ended_at    INTEGER,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (partner_id, sequence),
    FOREIGN KEY (partner_id, sequence) REFERENCES decisions (partner_id, sequence)
) STRICT;

CREATE INDEX decision_texts_ended ON decision_texts (ended_at) WHERE ended_at IS NOT NULL;

-- Decisions are appended and nothing else. A reset empties the store all the same, and says so while it does.
CREATE TRIGGER decisions_do_not_change BEFORE UPDATE ON decisions
BEGIN
    SELECT RAISE(ABORT, 'a decision does not change');
END;

CREATE TRIGGER decisions_do_not_go BEFORE DELETE ON decisions
WHEN NOT EXISTS (SELECT 1 FROM settings WHERE name = 'store.clearing')
BEGIN
    SELECT RAISE(ABORT, 'a decision does not go');
END;

CREATE TRIGGER decision_texts_do_not_change
BEFORE UPDATE OF partner_id, sequence, salt, inputs, findings, rules, evidence, explanation ON decision_texts
BEGIN
    SELECT RAISE(ABORT, 'the text of a decision does not change');
END;
