-- The core: partners, customers, qualifications, codes, and what every change leaves behind.
--
-- Ids are 16 bytes. Moments are whole microseconds since 1970-01-01 UTC. Every key of a partner's data starts with
-- the partner's id; the exception is domain_claims: a domain belongs to one customer of one partner.

CREATE TABLE settings (
    name       TEXT    NOT NULL PRIMARY KEY,
    value      BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE partners (
    id                   BLOB    NOT NULL PRIMARY KEY,
    name                 TEXT    NOT NULL,
    is_sandbox_account   INTEGER NOT NULL CHECK (is_sandbox_account IN (0, 1)),
    is_suspended         INTEGER NOT NULL CHECK (is_suspended IN (0, 1)),
    may_create_customers INTEGER NOT NULL CHECK (may_create_customers IN (0, 1)),
    created_at           INTEGER NOT NULL,
    revision             INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Narrow, because every request looks here: what is wide stands in customer_details.
CREATE TABLE customers (
    partner_id        BLOB    NOT NULL REFERENCES partners (id),
    id                BLOB    NOT NULL,
    name_key          TEXT    NOT NULL,
    company_name      TEXT    NOT NULL,
    domain            TEXT    NOT NULL,
    has_ended         INTEGER NOT NULL CHECK (has_ended IN (0, 1)),
    created_at        INTEGER NOT NULL,
    PRIMARY KEY (partner_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX customers_by_name ON customers (partner_id, name_key, id);

CREATE TABLE customer_details (
    partner_id            BLOB    NOT NULL,
    customer_id           BLOB    NOT NULL,
    commerce_id           BLOB    NOT NULL,
    registration_number   TEXT,
    associated_partner_id TEXT,
    billing_profile_id    BLOB    NOT NULL,
    billing_profile       TEXT    NOT NULL,
    account_status        TEXT,
    account_status_at     INTEGER,
    created_at            INTEGER NOT NULL,
    revision              INTEGER NOT NULL,
    PRIMARY KEY (partner_id, customer_id),
    FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE domain_claims (
    domain      TEXT    NOT NULL PRIMARY KEY,
    partner_id  BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- slot 1: the exclusive record; slot 2: state ownership. A record in review with a due time is the work item of
-- vetting: there is no second queue.
CREATE TABLE qualifications (
    partner_id        BLOB    NOT NULL,
    customer_id       BLOB    NOT NULL,
    slot              INTEGER NOT NULL CHECK (slot IN (1, 2)),
    qualification     TEXT    NOT NULL,
    status            TEXT,
    reason            TEXT,
    segment           TEXT,
    website           TEXT,
    code              TEXT,
    organization_name TEXT,
    opened_at         INTEGER NOT NULL,
    due_at            INTEGER,
    created_at        INTEGER NOT NULL,
    revision          INTEGER NOT NULL,
    PRIMARY KEY (partner_id, customer_id, slot),
    FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX qualifications_due ON qualifications (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE validation_codes (
    partner_id        BLOB    NOT NULL REFERENCES partners (id),
    id                TEXT    NOT NULL,
    organization_name TEXT    NOT NULL,
    max_creates       INTEGER,
    remaining_creates INTEGER CHECK (remaining_creates BETWEEN 0 AND max_creates),
    changed_at        INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    revision          INTEGER NOT NULL,
    PRIMARY KEY (partner_id, id)
) STRICT, WITHOUT ROWID;

-- The roles that a partner's user holds in a customer's directory (GDAP).
CREATE TABLE directory_roles (
    partner_id  BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    user_id     BLOB    NOT NULL,
    role        TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (partner_id, customer_id, user_id, role),
    FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- ticks: 100 ns units since 0001-01-01, counted up where two records share a moment. No reference to customers: the
-- trail outlives them.
CREATE TABLE audit_records (
    ticks          INTEGER NOT NULL PRIMARY KEY,
    partner_id     BLOB    NOT NULL,
    customer_id    BLOB,
    customer_name  TEXT,
    user_name      TEXT,
    application    TEXT    NOT NULL,
    operation      TEXT    NOT NULL,
    status         TEXT    NOT NULL,
    old_value      TEXT,
    new_value      TEXT,
    details        TEXT    NOT NULL,
    correlation_id BLOB    NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_records_by_partner ON audit_records (partner_id, ticks);
CREATE INDEX audit_records_by_customer ON audit_records (partner_id, customer_id, ticks);

-- The outbox.
CREATE TABLE events (
    sequence       INTEGER NOT NULL PRIMARY KEY,
    partner_id     BLOB    NOT NULL,
    customer_id    BLOB    NOT NULL,
    kind           TEXT    NOT NULL,
    audit_ticks    INTEGER NOT NULL,
    correlation_id BLOB    NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;

-- Answers that are given again to the same request id.
CREATE TABLE replays (
    sequence     INTEGER NOT NULL PRIMARY KEY,
    partner_id   BLOB    NOT NULL,
    key          BLOB    NOT NULL,
    presentation TEXT    NOT NULL,
    outcome      TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    UNIQUE (partner_id, key)
) STRICT;
