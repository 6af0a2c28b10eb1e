-- Cases that people decide, and the papers that were handed in with them.
--
-- The columns are what queues sort and select by; body is the whole case as JSON, and names people. sla_due_at is the
-- greatest moment while the clock stands; next_at is when time alone does something to the case.
CREATE TABLE reviews (
    id              BLOB    NOT NULL PRIMARY KEY,
    partner_id      BLOB    NOT NULL,
    customer_id     BLOB    NOT NULL,
    kind            TEXT    NOT NULL,
    qualification   TEXT    NOT NULL,
    opened_at       INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    priority        INTEGER NOT NULL,
    sla_due_at      INTEGER NOT NULL,
    next_at         INTEGER,
    country         TEXT    NOT NULL,
    language        TEXT    NOT NULL,
    domain          TEXT,
    reason_code     TEXT    NOT NULL,
    holder          TEXT,
    first_reviewer  TEXT,
    second_reviewer TEXT,
    body            TEXT    NOT NULL,
    closed_at       INTEGER,
    erased_at       INTEGER,
    created_at      INTEGER NOT NULL,
    revision        INTEGER NOT NULL,
    CHECK (second_reviewer IS NULL OR second_reviewer <> first_reviewer)
) STRICT;

CREATE INDEX reviews_queue ON reviews (state, priority, sla_due_at, id) WHERE closed_at IS NULL;
CREATE INDEX reviews_queue_of_country ON reviews (state, country, priority, sla_due_at, id) WHERE closed_at IS NULL;
CREATE INDEX reviews_by_customer ON reviews (partner_id, customer_id, created_at);
CREATE INDEX reviews_next ON reviews (next_at) WHERE next_at IS NOT NULL;

-- The bytes are files beside the database, until a while after closed_at, when the case was closed. A paper that was
-- deleted keeps what it was.
CREATE TABLE papers (
    id         BLOB    NOT NULL PRIMARY KEY,
    review_id  BLOB    NOT NULL REFERENCES reviews (id),
    media_type TEXT    NOT NULL,
    bytes      INTEGER NOT NULL,
    hash       BLOB    NOT NULL CHECK (length(hash) = 32),
    added_by   TEXT    NOT NULL,
    closed_at  INTEGER,
    deleted_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX papers_by_review ON papers (review_id, created_at);
CREATE INDEX papers_to_delete ON papers (closed_at) WHERE closed_at IS NOT NULL AND deleted_at IS NULL;

-- Records that wait for a person: each has an open case.
CREATE INDEX customers_waiting ON customers (partner_id, id) WHERE status = 'InReview' AND due_at IS NULL;
