-- Receivers of events, what each is to be told, and every attempt to tell it. No secret stands here: those that sign are
-- derived from the installation's own, by the receiver's id and secret_version.

CREATE TABLE endpoints (
    id                       BLOB    NOT NULL PRIMARY KEY,
    partner_id               BLOB    NOT NULL,
    form                     TEXT    NOT NULL,
    url                      TEXT    NOT NULL,
    events                   TEXT    NOT NULL,
    description              TEXT,
    has_own_signature_header INTEGER NOT NULL,
    secret_version           INTEGER NOT NULL,
    previous_until           INTEGER,
    from_sequence            INTEGER NOT NULL,
    failures                 INTEGER NOT NULL,
    failing_since            INTEGER,
    last_failed_at           INTEGER,
    disabled_at              INTEGER,
    disabled_because         TEXT,
    -- When the first of its deliveries is due that nobody has claimed: the queue of the dispatcher.
    due_at                   INTEGER,
    -- It is removed, and its deliveries go bit by bit.
    removed_at               INTEGER,
    -- Deliveries may be left that nobody attempts any more.
    has_leftovers            INTEGER NOT NULL,
    created_at               INTEGER NOT NULL
) STRICT;

CREATE INDEX endpoints_by_partner ON endpoints (partner_id, created_at, id) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX endpoints_registration ON endpoints (partner_id)
    WHERE form = 'partner-center' AND removed_at IS NULL;
CREATE INDEX endpoints_due ON endpoints (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX endpoints_left ON endpoints (id) WHERE has_leftovers = 1;

-- One event for one receiver. tries counts from the beginning, or from the last replay. due_at is there while it is pending.
CREATE TABLE deliveries (
    endpoint_id    BLOB    NOT NULL REFERENCES endpoints (id),
    event_sequence INTEGER NOT NULL,
    event_key      BLOB    NOT NULL,
    state          TEXT    NOT NULL,
    tries          INTEGER NOT NULL,
    attempts       INTEGER NOT NULL,
    due_at         INTEGER,
    claim          BLOB,
    PRIMARY KEY (endpoint_id, event_sequence)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX deliveries_by_event_key ON deliveries (endpoint_id, event_key);
CREATE INDEX deliveries_by_event ON deliveries (event_sequence);
CREATE INDEX deliveries_due ON deliveries (endpoint_id, due_at) WHERE due_at IS NOT NULL AND claim IS NULL;
CREATE INDEX deliveries_claimed ON deliveries (claim) WHERE claim IS NOT NULL;
CREATE INDEX deliveries_pending ON deliveries (endpoint_id, event_sequence) WHERE state = 'pending';
CREATE INDEX deliveries_failed ON deliveries (endpoint_id, event_sequence) WHERE state = 'failed';

CREATE TABLE attempts (
    endpoint_id    BLOB    NOT NULL,
    event_sequence INTEGER NOT NULL,
    number         INTEGER NOT NULL,
    status         INTEGER,
    fault          TEXT,
    detail         TEXT,
    duration_ms    INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    PRIMARY KEY (endpoint_id, event_sequence, number)
) STRICT, WITHOUT ROWID;

-- A test outlives its delivery, which goes with its receiver: final_state is where that stood then. Its attempts stay.
CREATE TABLE webhook_tests (
    partner_id     BLOB    NOT NULL,
    report         BLOB    NOT NULL,
    endpoint_id    BLOB    NOT NULL,
    event_sequence INTEGER NOT NULL,
    url            TEXT    NOT NULL,
    final_state    TEXT,
    created_at     INTEGER NOT NULL,
    PRIMARY KEY (partner_id, report)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_tests_by_delivery ON webhook_tests (endpoint_id, event_sequence);
CREATE INDEX webhook_tests_by_age ON webhook_tests (created_at);

-- Up to which event deliveries were made; one row. None means before the first.
CREATE TABLE dispatch (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    cursor INTEGER NOT NULL
) STRICT;

INSERT INTO dispatch (id, cursor) SELECT 1, coalesce(max(sequence), 0) FROM events;

-- The last event of a partner that is not kept any more: whoever reads on from before it has missed something.
CREATE TABLE event_horizons (
    partner_id BLOB    NOT NULL PRIMARY KEY,
    purged_to  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- ended_at: when the request that a case is about was no longer the current one. Its texts go a while after that.
ALTER TABLE reviews ADD COLUMN ended_at INTEGER;

CREATE INDEX reviews_ended ON reviews (ended_at) WHERE ended_at IS NOT NULL AND erased_at IS NULL;

-- Every record that waits for a person has got its case with it. Those of a program before reviews are found by a walk
-- over the customers, once; an index for it would cost every request a page.
DROP INDEX customers_waiting;
