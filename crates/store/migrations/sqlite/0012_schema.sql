-- The first schema that is kept: later ones upgrade it. Those before it belonged to programs that nobody was given.
--
-- Ids are 16 bytes. Moments are whole microseconds since 1970-01-01 UTC. What belongs to a partner is keyed by its id first;
-- the exceptions are the two tables of domains, which are one customer's in each world.

CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- world: among whose customers a domain is one's alone. All partners share one, unless each is to have its own.
CREATE TABLE partners (
    id                   BLOB    NOT NULL PRIMARY KEY,
    name                 TEXT    NOT NULL,
    is_sandbox_account   INTEGER NOT NULL CHECK (is_sandbox_account IN (0, 1)),
    is_suspended         INTEGER NOT NULL CHECK (is_suspended IN (0, 1)),
    may_create_customers INTEGER NOT NULL CHECK (may_create_customers IN (0, 1)),
    world                BLOB    NOT NULL CHECK (length(world) = 16),
    created_at           INTEGER NOT NULL,
    revision             INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Narrow, because every request looks here: what is wide stands in customer_details.
--
-- A customer's records stand in its own row: there is at most one of each kind, and every request about them looks for
-- the customer first, so that one look finds both. The exclusive record fills qualification to due_at; state_owned_at is
-- the moment of state ownership; revision counts the changes of the records. A record in review with a due time is the
-- work item of vetting: there is no second queue. A worker that takes a record which is due has it for itself until
-- leased_until; lease names the lease, and lease_owner the process. attempts counts the requests for Education.
-- approvable_domain is what an approval of the record would claim: the listed host on which it would rest, with #register:id
-- behind it where a register lists several bodies there, else the registrable domain.
--
-- name_key and reseller_key: the name and customer_details.associated_partner_id, folded. domain: as it was sent.
-- domain_key: in its own letters, small and composed; the same for every spelling. domain_ascii: its A-labels, of an
-- international name only: for whoever searches by the beginning of one.
CREATE TABLE customers (
    partner_id        BLOB    NOT NULL REFERENCES partners (id),
    id                BLOB    NOT NULL,
    name_key          TEXT    NOT NULL,
    company_name      TEXT    NOT NULL,
    domain            TEXT    NOT NULL,
    domain_key        TEXT    NOT NULL,
    domain_ascii      TEXT,
    reseller_key      TEXT,
    has_ended         INTEGER NOT NULL CHECK (has_ended IN (0, 1)),
    created_at        INTEGER NOT NULL,
    qualification     TEXT,
    status            TEXT,
    reason            TEXT,
    segment           TEXT,
    website           TEXT,
    code              TEXT,
    organization_name TEXT,
    opened_at         INTEGER,
    due_at            INTEGER,
    leased_until      INTEGER,
    lease             BLOB,
    lease_owner       BLOB,
    attempts          INTEGER NOT NULL DEFAULT 0,
    approvable_domain TEXT,
    state_owned_at    INTEGER,
    revision          INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (partner_id, id)
) STRICT, WITHOUT ROWID;

-- Lists are read from an index of their own for each field that they are selected by. Customers who have ended stand in
-- none of them, so that nobody walks over them.
CREATE INDEX customers_by_name ON customers (partner_id, name_key, id) WHERE has_ended = 0;
CREATE INDEX customers_by_domain ON customers (partner_id, domain_key, name_key, id) WHERE has_ended = 0;
CREATE INDEX customers_by_domain_in_ascii ON customers (partner_id, domain_ascii, name_key, id)
    WHERE has_ended = 0 AND domain_ascii IS NOT NULL;
CREATE INDEX customers_by_reseller ON customers (partner_id, reseller_key, name_key, id)
    WHERE has_ended = 0 AND reseller_key IS NOT NULL;
-- Where a record stands that is somebody's: behind those that can be taken, and never looked past.
CREATE INDEX customers_due ON customers (coalesce(leased_until, due_at)) WHERE due_at IS NOT NULL;

-- Customers with such a record in such a status, by its moment: what is written one after the other stands side by side,
-- so that an index of records costs a request next to nothing. By name it would cost one more page of the log each time.
CREATE INDEX customers_by_record ON customers (partner_id, qualification, status, opened_at, id)
    WHERE has_ended = 0 AND qualification IS NOT NULL;
CREATE INDEX customers_state_owned ON customers (partner_id, state_owned_at, id)
    WHERE has_ended = 0 AND state_owned_at IS NOT NULL;

-- The words by whose beginnings a customer is found, folded: those of its name, its domain from each label on, its id. It
-- has none once it has ended.
CREATE TABLE customer_words (
    partner_id  BLOB    NOT NULL,
    word        TEXT    NOT NULL,
    customer_id BLOB    NOT NULL,
    PRIMARY KEY (partner_id, word, customer_id)
) STRICT, WITHOUT ROWID;

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

-- Which customer of a world holds a tenant's domain. domain: customers.domain_key.
CREATE TABLE tenant_domains (
    world       BLOB    NOT NULL CHECK (length(world) = 16),
    domain      TEXT    NOT NULL,
    partner_id  BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (world, domain)
) STRICT, WITHOUT ROWID;

-- Registrable domains on which the approval of a customer for Education rests: one customer of a world each.
CREATE TABLE approved_domains (
    world       BLOB    NOT NULL CHECK (length(world) = 16),
    domain      TEXT    NOT NULL,
    partner_id  BLOB    NOT NULL,
    customer_id BLOB    NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (world, domain),
    UNIQUE (partner_id, customer_id),
    FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

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

-- ticks: 100 ns units since 0001-01-01, counted up where two records of a partner share a moment. No reference to
-- customers: the trail outlives them. user_key: which member of staff.
CREATE TABLE audit_records (
    partner_id     BLOB    NOT NULL,
    ticks          INTEGER NOT NULL,
    customer_id    BLOB,
    customer_name  TEXT,
    user_name      TEXT,
    user_key       TEXT,
    application    TEXT    NOT NULL,
    operation      TEXT    NOT NULL,
    status         TEXT    NOT NULL,
    old_value      TEXT,
    new_value      TEXT,
    details        TEXT    NOT NULL,
    correlation_id BLOB    NOT NULL,
    created_at     INTEGER NOT NULL,
    UNIQUE (partner_id, ticks)
) STRICT;

CREATE INDEX audit_records_by_customer ON audit_records (partner_id, customer_id, ticks);
-- All partners', for operators.
CREATE INDEX audit_records_by_time ON audit_records (ticks, partner_id);

-- One hash chain per partner. No reference to customers: the chain outlives them. Nothing here names anybody: what
-- does stands in decision_texts, and goes with the customer or after its time. decider_keys: which people decided, as a
-- JSON list; nothing where rules did.
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
    decider_keys     TEXT,
    part_hashes      BLOB    NOT NULL CHECK (length(part_hashes) = 160),
    previous_hash    BLOB    NOT NULL CHECK (length(previous_hash) = 32),
    hash             BLOB    NOT NULL CHECK (length(hash) = 32),
    created_at       INTEGER NOT NULL,
    PRIMARY KEY (partner_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX decisions_by_id ON decisions (id);
CREATE INDEX decisions_by_customer ON decisions (partner_id, customer_id, sequence);
-- All partners', for pictures of the work.
CREATE INDEX decisions_by_time ON decisions (created_at, partner_id, sequence);

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

-- The outbox. sequence: a partner's events are numbered from 1 without a gap. id: all events in the order of the commits,
-- by which deliveries are made of them and old ones go; it is this file's alone. data is a JSON object without names.
CREATE TABLE events (
    id             INTEGER NOT NULL PRIMARY KEY,
    partner_id     BLOB    NOT NULL,
    sequence       INTEGER NOT NULL CHECK (sequence > 0),
    customer_id    BLOB,
    kind           TEXT    NOT NULL,
    data           TEXT    NOT NULL,
    audit_ticks    INTEGER,
    correlation_id BLOB    NOT NULL,
    created_at     INTEGER NOT NULL,
    UNIQUE (partner_id, sequence)
) STRICT;

-- The last event of a partner that is not kept any more: whoever reads on from before it has missed something.
CREATE TABLE event_horizons (
    partner_id BLOB    NOT NULL PRIMARY KEY,
    purged_to  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Up to which event deliveries were made, by events.id; one row. None means before the first.
CREATE TABLE dispatch (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    cursor INTEGER NOT NULL
) STRICT;

-- Receivers of events, what each is to be told, and every attempt to tell it. No secret stands here: those that sign are
-- derived from the installation's own, by the receiver's id and secret_version.
--
-- url: where it listens, as it was sent; target: its normal form, which is compared and connected to. event_names: the
-- names that a registration in Microsoft's form was made with. from_sequence: the partner's last event before it. due_at:
-- when the first of its deliveries is due that nobody has a lease on: the queue of the dispatcher. removed_at: it is
-- removed, and its deliveries go bit by bit. has_leftovers: deliveries may be left that nobody attempts any more.
CREATE TABLE endpoints (
    id                       BLOB    NOT NULL PRIMARY KEY,
    partner_id               BLOB    NOT NULL,
    form                     TEXT    NOT NULL,
    url                      TEXT    NOT NULL,
    target                   TEXT    NOT NULL,
    events                   TEXT    NOT NULL,
    event_names              TEXT    NOT NULL,
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
    due_at                   INTEGER,
    removed_at               INTEGER,
    has_leftovers            INTEGER NOT NULL,
    created_at               INTEGER NOT NULL
) STRICT;

CREATE INDEX endpoints_by_partner ON endpoints (partner_id, created_at, id) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX endpoints_registration ON endpoints (partner_id)
    WHERE form = 'partner-center' AND removed_at IS NULL;
CREATE INDEX endpoints_due ON endpoints (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX endpoints_disabled ON endpoints (disabled_at) WHERE disabled_at IS NOT NULL AND removed_at IS NULL;
CREATE INDEX endpoints_left ON endpoints (id) WHERE has_leftovers = 1;

-- One event for one receiver. tries counts from the beginning, or from the last replay. due_at is there while it is
-- pending. A process that attempts it has it for itself: lease names the lease, lease_owner the process, and leased_until
-- is the real time at which others may take it.
CREATE TABLE deliveries (
    endpoint_id    BLOB    NOT NULL REFERENCES endpoints (id),
    event_sequence INTEGER NOT NULL,
    partner_id     BLOB    NOT NULL,
    event_key      BLOB    NOT NULL,
    state          TEXT    NOT NULL,
    tries          INTEGER NOT NULL,
    attempts       INTEGER NOT NULL,
    due_at         INTEGER,
    lease          BLOB,
    lease_owner    BLOB,
    leased_until   INTEGER,
    PRIMARY KEY (endpoint_id, event_sequence)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX deliveries_by_event_key ON deliveries (endpoint_id, event_key);
CREATE INDEX deliveries_by_event ON deliveries (partner_id, event_sequence);
CREATE INDEX deliveries_due ON deliveries (endpoint_id, due_at) WHERE due_at IS NOT NULL AND lease IS NULL;
CREATE INDEX deliveries_leased ON deliveries (leased_until) WHERE lease IS NOT NULL;
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

-- Cases that people decide. The columns are what queues sort and select by; body is the whole case as JSON, and names
-- people, who are told apart by keys: the issuer of their tokens with the subject. sla_due_at is the greatest moment while
-- the clock stands; next_at is when time alone does something to the case. ended_at: when the request that it is about was
-- no longer the current one: its texts go a while after that, and erased_at says so. A record that waits for a person has
-- its case since the same transaction.
CREATE TABLE reviews (
    id                  BLOB    NOT NULL PRIMARY KEY,
    partner_id          BLOB    NOT NULL,
    customer_id         BLOB    NOT NULL,
    kind                TEXT    NOT NULL,
    qualification       TEXT    NOT NULL,
    opened_at           INTEGER NOT NULL,
    state               TEXT    NOT NULL,
    priority            INTEGER NOT NULL,
    sla_due_at          INTEGER NOT NULL,
    next_at             INTEGER,
    country             TEXT    NOT NULL,
    language            TEXT    NOT NULL,
    domain              TEXT,
    reason_code         TEXT    NOT NULL,
    holder              TEXT,
    holder_key          TEXT,
    first_reviewer_key  TEXT,
    second_reviewer_key TEXT,
    body                TEXT    NOT NULL,
    closed_at           INTEGER,
    ended_at            INTEGER,
    erased_at           INTEGER,
    created_at          INTEGER NOT NULL,
    revision            INTEGER NOT NULL,
    CHECK (second_reviewer_key IS NULL OR second_reviewer_key <> first_reviewer_key)
) STRICT;

CREATE INDEX reviews_queue ON reviews (state, priority, sla_due_at, id) WHERE closed_at IS NULL;
CREATE INDEX reviews_queue_of_country ON reviews (state, country, priority, sla_due_at, id) WHERE closed_at IS NULL;
-- For pictures of the work: what came in, and what is open since when.
CREATE INDEX reviews_opened ON reviews (created_at, id, partner_id);
CREATE INDEX reviews_open ON reviews (created_at, id, partner_id, holder_key, closed_at) WHERE closed_at IS NULL;
CREATE INDEX reviews_by_customer ON reviews (partner_id, customer_id, created_at);
CREATE INDEX reviews_next ON reviews (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX reviews_ended ON reviews (ended_at) WHERE ended_at IS NOT NULL AND erased_at IS NULL;

-- Decisions that were sent from a page and take effect a moment later, if they are not taken back until then. Moments are
-- real time. act: what is done, as JSON. review_revision: how often the case had changed by then. detail: who overtook it, or
-- why it was refused. A draft that has ended goes after a while.
CREATE TABLE review_drafts (
    id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    review_id       BLOB    NOT NULL,
    partner_id      BLOB    NOT NULL,
    customer_id     BLOB    NOT NULL,
    review_revision INTEGER NOT NULL,
    owner_key       TEXT    NOT NULL,
    owner_name      TEXT    NOT NULL,
    is_lead         INTEGER NOT NULL CHECK (is_lead IN (0, 1)),
    act             TEXT    NOT NULL,
    correlation_id  BLOB    NOT NULL,
    takes_effect_at INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    detail          TEXT,
    ended_at        INTEGER CHECK ((ended_at IS NULL) = (state = 'waiting')),
    created_at      INTEGER NOT NULL
) STRICT;

-- Of a case no two wait.
CREATE UNIQUE INDEX review_drafts_waiting ON review_drafts (review_id) WHERE state = 'waiting';
CREATE INDEX review_drafts_due ON review_drafts (takes_effect_at, id) WHERE state = 'waiting';
CREATE INDEX review_drafts_by_owner ON review_drafts (owner_key, created_at, id);
CREATE INDEX review_drafts_by_customer ON review_drafts (partner_id, customer_id);
CREATE INDEX review_drafts_ended ON review_drafts (ended_at) WHERE ended_at IS NOT NULL;

-- What is known of the documents that were handed in with cases. Their bytes are files, until a while after closed_at, when
-- the case was closed. A document that was deleted keeps what it was.
CREATE TABLE documents (
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

CREATE INDEX documents_by_review ON documents (review_id, created_at);
CREATE INDEX documents_to_delete ON documents (closed_at) WHERE closed_at IS NOT NULL AND deleted_at IS NULL;

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

-- What users of a sandbox allowed its applications: one row a sign-in, which the refresh tokens name. Moments are real
-- time. A token of this grant that was used up has a generation below the one here.
CREATE TABLE grants (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id        BLOB    NOT NULL CHECK (length(user_id) = 16),
    application_id BLOB    NOT NULL CHECK (length(application_id) = 16),
    generation     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX grants_by_user ON grants (user_id, application_id);
CREATE INDEX grants_by_end ON grants (expires_at);

-- Browsers that are signed in on the pages. Moments are real time. Nothing here signs anybody in: of the secret that a
-- browser keeps, its SHA-256 is kept. as_whom is a JSON object: the partner's user, or the roles of staff. ends_at: when it
-- ends unless it is used, never behind expires_at.
CREATE TABLE browser_sessions (
    secret_hash  BLOB    NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
    id           BLOB    NOT NULL CHECK (length(id) = 16),
    person_key   TEXT    NOT NULL,
    person_name  TEXT    NOT NULL,
    as_whom      TEXT    NOT NULL,
    has_mfa      INTEGER NOT NULL CHECK (has_mfa IN (0, 1)),
    csrf_secret  BLOB    NOT NULL CHECK (length(csrf_secret) = 32),
    user_agent   TEXT    NOT NULL,
    language     TEXT,
    theme        TEXT,
    last_seen_at INTEGER NOT NULL,
    ends_at      INTEGER NOT NULL CHECK (ends_at <= expires_at),
    expires_at   INTEGER NOT NULL,
    created_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX browser_sessions_by_person ON browser_sessions (person_key, id);
CREATE INDEX browser_sessions_by_end ON browser_sessions (ends_at);

-- Browsers that were sent to an issuer and are awaited back. form: what somebody was about to send when their session
-- ended.
CREATE TABLE sign_in_attempts (
    sequence      INTEGER NOT NULL PRIMARY KEY,
    state_hash    BLOB    NOT NULL UNIQUE CHECK (length(state_hash) = 32),
    browser_hash  BLOB    NOT NULL CHECK (length(browser_hash) = 32),
    nonce         TEXT    NOT NULL,
    pkce_verifier TEXT    NOT NULL,
    door          TEXT    NOT NULL,
    back_to       TEXT    NOT NULL,
    form          TEXT,
    expires_at    INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX sign_in_attempts_by_end ON sign_in_attempts (expires_at);
CREATE INDEX sign_in_attempts_with_form ON sign_in_attempts (sequence) WHERE form IS NOT NULL;
