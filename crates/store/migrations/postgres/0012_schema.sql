-- The schema of PostgreSQL: the nouns and columns of the embedded store's, with what many processes need beside them. Its
-- number is that of the schema whose nouns these are.
--
-- Ids are 16 bytes. Moments are whole microseconds since 1970-01-01 UTC. What belongs to a partner is keyed by its id first;
-- the exceptions are the two tables of domains, which are one customer's in each world, and the order in which events and
-- answers were written. What operators look for by an id alone has an index of its own for that, which is no key.
-- Texts compare by their bytes, as the program's do.

-- One row: which schema this is.
CREATE TABLE schema_version (
    version    BIGINT NOT NULL
);

CREATE TABLE settings (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

-- world: among whose customers a domain is one's alone. All partners share one, unless each is to have its own.
CREATE TABLE partners (
    id                   BYTEA   NOT NULL PRIMARY KEY,
    name                 TEXT COLLATE "C" NOT NULL,
    is_sandbox_account   BOOLEAN NOT NULL,
    is_suspended         BOOLEAN NOT NULL,
    may_create_customers BOOLEAN NOT NULL,
    world                BYTEA   NOT NULL CHECK (length(world) = 16),
    created_at           BIGINT NOT NULL,
    revision             BIGINT NOT NULL
);

-- Narrow, because every request looks here: what is wide stands in customer_details.
--
-- A customer's records stand in its own row: there is at most one of each kind, and every request about them looks for
-- the customer first, so that one look finds both. The exclusive record fills qualification to due_at; state_owned_at is
-- the moment of state ownership; revision counts the changes of the records. A record in review with a due time is the
-- work item of vetting: there is no second queue. A worker that takes a record which is due has it for itself until
-- leased_until; lease names the lease, and lease_owner the process. attempts counts the requests for Education.
-- approvable_domain is the registrable domain on which an approval of the record would rest.
--
-- name_key and reseller_key: the name and customer_details.associated_partner_id, folded. domain: as it was sent.
-- domain_key: in its own letters, small and composed; the same for every spelling. domain_ascii: its A-labels, of an
-- international name only: for whoever searches by the beginning of one.
CREATE TABLE customers (
    partner_id        BYTEA   NOT NULL REFERENCES partners (id),
    id                BYTEA   NOT NULL,
    name_key          TEXT COLLATE "C" NOT NULL,
    company_name      TEXT COLLATE "C" NOT NULL,
    domain            TEXT COLLATE "C" NOT NULL,
    domain_key        TEXT COLLATE "C" NOT NULL,
    domain_ascii      TEXT COLLATE "C",
    reseller_key      TEXT COLLATE "C",
    has_ended         BOOLEAN NOT NULL,
    created_at        BIGINT NOT NULL,
    qualification     TEXT COLLATE "C",
    status            TEXT COLLATE "C",
    reason            TEXT COLLATE "C",
    segment           TEXT COLLATE "C",
    website           TEXT COLLATE "C",
    code              TEXT COLLATE "C",
    organization_name TEXT COLLATE "C",
    opened_at         BIGINT,
    due_at            BIGINT,
    leased_until      BIGINT,
    lease             BYTEA,
    lease_owner       BYTEA,
    attempts          BIGINT NOT NULL DEFAULT 0,
    approvable_domain TEXT COLLATE "C",
    state_owned_at    BIGINT,
    revision          BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (partner_id, id)
);

-- Lists are read from an index of their own for each field that they are selected by. Customers who have ended stand in
-- none of them, so that nobody walks over them.
CREATE INDEX customers_by_name ON customers (partner_id, name_key, id) WHERE NOT has_ended;
CREATE INDEX customers_by_domain ON customers (partner_id, domain_key, name_key, id) WHERE NOT has_ended;
CREATE INDEX customers_by_domain_in_ascii ON customers (partner_id, domain_ascii, name_key, id)
    WHERE NOT has_ended AND domain_ascii IS NOT NULL;
CREATE INDEX customers_by_reseller ON customers (partner_id, reseller_key, name_key, id)
    WHERE NOT has_ended AND reseller_key IS NOT NULL;
-- Where a record stands that is somebody's: behind those that can be taken, and never looked past.
CREATE INDEX customers_due ON customers (coalesce(leased_until, due_at)) WHERE due_at IS NOT NULL;

-- Customers with such a record in such a status, by its moment: what is written one after the other stands side by side,
-- so that an index of records costs a request next to nothing.
CREATE INDEX customers_by_record ON customers (partner_id, qualification, status, opened_at, id)
    WHERE NOT has_ended AND qualification IS NOT NULL;
CREATE INDEX customers_state_owned ON customers (partner_id, state_owned_at, id)
    WHERE NOT has_ended AND state_owned_at IS NOT NULL;

-- The words by whose beginnings a customer is found, folded: those of its name, its domain from each label on, its id. It
-- has none once it has ended.
CREATE TABLE customer_words (
    partner_id  BYTEA   NOT NULL,
    word        TEXT COLLATE "C" NOT NULL,
    customer_id BYTEA   NOT NULL,
    PRIMARY KEY (partner_id, word, customer_id)
);

CREATE INDEX customer_words_of_customer ON customer_words (partner_id, customer_id);

CREATE TABLE customer_details (
    partner_id            BYTEA   NOT NULL,
    customer_id           BYTEA   NOT NULL,
    commerce_id           BYTEA   NOT NULL,
    registration_number   TEXT COLLATE "C",
    associated_partner_id TEXT COLLATE "C",
    billing_profile_id    BYTEA   NOT NULL,
    billing_profile       TEXT COLLATE "C" NOT NULL,
    account_status        TEXT COLLATE "C",
    account_status_at     BIGINT,
    created_at            BIGINT NOT NULL,
    revision              BIGINT NOT NULL,
    PRIMARY KEY (partner_id, customer_id),
    FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, id) ON DELETE CASCADE
);

-- Which customer of a world holds a tenant's domain. domain: customers.domain_key.
CREATE TABLE tenant_domains (
    world       BYTEA   NOT NULL CHECK (length(world) = 16),
    domain      TEXT COLLATE "C" NOT NULL,
    partner_id  BYTEA   NOT NULL,
    customer_id BYTEA   NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (world, domain)
);

-- Registrable domains on which the approval of a customer for Education rests: one customer of a world each.
CREATE TABLE approved_domains (
    world       BYTEA   NOT NULL CHECK (length(world) = 16),
    domain      TEXT COLLATE "C" NOT NULL,
    partner_id  BYTEA   NOT NULL,
    customer_id BYTEA   NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (world, domain),
    UNIQUE (partner_id, customer_id),
    FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, id) ON DELETE CASCADE
);

CREATE TABLE validation_codes (
    partner_id        BYTEA   NOT NULL REFERENCES partners (id),
    id                TEXT COLLATE "C" NOT NULL,
    organization_name TEXT COLLATE "C" NOT NULL,
    max_creates       BIGINT,
    remaining_creates BIGINT CHECK (remaining_creates BETWEEN 0 AND max_creates),
    changed_at        BIGINT NOT NULL,
    created_at        BIGINT NOT NULL,
    revision          BIGINT NOT NULL,
    PRIMARY KEY (partner_id, id)
);

-- The roles that a partner's user holds in a customer's directory (GDAP).
CREATE TABLE directory_roles (
    partner_id  BYTEA   NOT NULL,
    customer_id BYTEA   NOT NULL,
    user_id     BYTEA   NOT NULL,
    role        TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (partner_id, customer_id, user_id, role),
    FOREIGN KEY (partner_id, customer_id) REFERENCES customers (partner_id, id) ON DELETE CASCADE
);

-- ticks: 100 ns units since 0001-01-01, counted up where two records of a partner share a moment. No reference to
-- customers: the trail outlives them. user_key: which member of staff.
CREATE TABLE audit_records (
    partner_id     BYTEA   NOT NULL,
    ticks          BIGINT NOT NULL,
    customer_id    BYTEA,
    customer_name  TEXT COLLATE "C",
    user_name      TEXT COLLATE "C",
    user_key       TEXT COLLATE "C",
    application    TEXT COLLATE "C" NOT NULL,
    operation      TEXT COLLATE "C" NOT NULL,
    status         TEXT COLLATE "C" NOT NULL,
    old_value      TEXT COLLATE "C",
    new_value      TEXT COLLATE "C",
    details        TEXT COLLATE "C" NOT NULL,
    correlation_id BYTEA   NOT NULL,
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (partner_id, ticks)
);

CREATE INDEX audit_records_by_customer ON audit_records (partner_id, customer_id, ticks);
-- All partners', for operators.
CREATE INDEX audit_records_by_time ON audit_records (ticks, partner_id);

-- One hash chain per partner. No reference to customers: the chain outlives them. Nothing here names anybody: what
-- does stands in decision_texts, and goes with the customer or after its time. decider_keys: which people decided, as a
-- JSON list; nothing where rules did.
CREATE TABLE decisions (
    partner_id       BYTEA   NOT NULL,
    sequence         BIGINT NOT NULL CHECK (sequence > 0),
    id               BYTEA   NOT NULL,
    customer_id      BYTEA   NOT NULL,
    asked_for        TEXT COLLATE "C" NOT NULL,
    opened_at        BIGINT NOT NULL,
    attempt          BIGINT NOT NULL,
    outcome          TEXT COLLATE "C" NOT NULL,
    reason_code      TEXT COLLATE "C" NOT NULL,
    rule             TEXT COLLATE "C" NOT NULL,
    ruleset          TEXT COLLATE "C" NOT NULL,
    dataset_versions TEXT COLLATE "C" NOT NULL,
    actor            TEXT COLLATE "C" NOT NULL,
    decider_keys     TEXT COLLATE "C",
    part_hashes      BYTEA   NOT NULL CHECK (length(part_hashes) = 160),
    previous_hash    BYTEA   NOT NULL CHECK (length(previous_hash) = 32),
    hash             BYTEA   NOT NULL CHECK (length(hash) = 32),
    created_at       BIGINT NOT NULL,
    PRIMARY KEY (partner_id, sequence)
);

CREATE INDEX decisions_by_id ON decisions (id);
CREATE INDEX decisions_by_customer ON decisions (partner_id, customer_id, sequence);
-- All partners', for pictures of the work.
CREATE INDEX decisions_by_time ON decisions (created_at, partner_id, sequence);

-- ended_at: when another request took the place of the one that the decision is about.
CREATE TABLE decision_texts (
    partner_id  BYTEA   NOT NULL,
    sequence    BIGINT NOT NULL,
    salt        BYTEA   NOT NULL CHECK (length(salt) = 16),
    inputs      TEXT COLLATE "C" NOT NULL,
    findings    TEXT COLLATE "C" NOT NULL,
    rules       TEXT COLLATE "C" NOT NULL,
    evidence    TEXT COLLATE "C" NOT NULL,
    explanation TEXT COLLATE "C" NOT NULL,
    ended_at    BIGINT,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (partner_id, sequence),
    FOREIGN KEY (partner_id, sequence) REFERENCES decisions (partner_id, sequence)
);

CREATE INDEX decision_texts_ended ON decision_texts (ended_at) WHERE ended_at IS NOT NULL;

-- Decisions are appended and nothing else. Whoever empties the store says so, for its transaction.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND coalesce(current_setting('qualify.clearing', true), '') = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a decision neither changes nor goes';
END $$;

CREATE TRIGGER decisions_do_not_change BEFORE UPDATE OR DELETE ON decisions
FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER decision_texts_do_not_change
BEFORE UPDATE OF partner_id, sequence, salt, inputs, findings, rules, evidence, explanation ON decision_texts
FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The outbox. sequence: a partner's events are numbered from 1 without a gap, by a step behind the commit of their change;
-- nobody sees one without a number. id: the order in which they were written. is_spread: deliveries were made of it. data is
-- a JSON object without names.
CREATE TABLE events (
    id             BIGINT  NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    partner_id     BYTEA   NOT NULL,
    sequence       BIGINT  CHECK (sequence > 0),
    is_spread      BOOLEAN NOT NULL DEFAULT false,
    customer_id    BYTEA,
    kind           TEXT COLLATE "C" NOT NULL,
    data           TEXT COLLATE "C" NOT NULL,
    audit_ticks    BIGINT,
    correlation_id BYTEA   NOT NULL,
    created_at     BIGINT  NOT NULL
);

CREATE UNIQUE INDEX events_by_sequence ON events (partner_id, sequence) WHERE sequence IS NOT NULL;
CREATE INDEX events_without_number ON events (partner_id, id) WHERE sequence IS NULL;
CREATE INDEX events_to_spread ON events (id) WHERE NOT is_spread;

-- Numbers a partner's events that have none, behind those that have. Whoever else does so for this partner waits until the
-- end of the transaction; who writes events does not. Every process that listens is told; origin is who tells.
CREATE FUNCTION number_events(whose BYTEA, origin TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    numbered BIGINT;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('qualify.events ' || encode(whose, 'hex'), 0));
    WITH fresh AS (
        SELECT id, row_number() OVER (ORDER BY id) AS place
        FROM events
        WHERE partner_id = whose AND sequence IS NULL
    ), behind AS (
        SELECT greatest(coalesce((SELECT max(sequence) FROM events WHERE partner_id = whose), 0),
            coalesce((SELECT purged_to FROM event_horizons WHERE partner_id = whose), 0)) AS place
    )
    UPDATE events SET sequence = behind.place + fresh.place
    FROM fresh, behind
    WHERE events.id = fresh.id;
    GET DIAGNOSTICS numbered = ROW_COUNT;
    IF numbered > 0 THEN
        PERFORM pg_notify('qualify', 'events ' || origin);
    END IF;
    RETURN numbered;
END $$;

-- The last event of a partner that is not kept any more: whoever reads on from before it has missed something.
CREATE TABLE event_horizons (
    partner_id BYTEA   NOT NULL PRIMARY KEY,
    purged_to  BIGINT NOT NULL
);

-- Receivers of events, what each is to be told, and every attempt to tell it. No secret stands here: those that sign are
-- derived from the installation's own, by the receiver's id and secret_version.
--
-- url: where it listens, as it was sent; target: its normal form, which is compared and connected to. event_names: the
-- names that a registration in Microsoft's form was made with. from_sequence: the partner's last event before it. due_at:
-- when the first of its deliveries is due that nobody has a lease on: the queue of the dispatcher. removed_at: it is
-- removed, and its deliveries go bit by bit. has_leftovers: deliveries may be left that nobody attempts any more.
CREATE TABLE endpoints (
    partner_id               BYTEA   NOT NULL,
    id                       BYTEA   NOT NULL,
    form                     TEXT COLLATE "C" NOT NULL,
    url                      TEXT COLLATE "C" NOT NULL,
    target                   TEXT COLLATE "C" NOT NULL,
    events                   TEXT COLLATE "C" NOT NULL,
    event_names              TEXT COLLATE "C" NOT NULL,
    description              TEXT COLLATE "C",
    has_own_signature_header BOOLEAN NOT NULL,
    secret_version           BIGINT NOT NULL,
    previous_until           BIGINT,
    from_sequence            BIGINT NOT NULL,
    failures                 BIGINT NOT NULL,
    failing_since            BIGINT,
    last_failed_at           BIGINT,
    disabled_at              BIGINT,
    disabled_because         TEXT COLLATE "C",
    due_at                   BIGINT,
    removed_at               BIGINT,
    has_leftovers            BOOLEAN NOT NULL,
    created_at               BIGINT NOT NULL,
    PRIMARY KEY (partner_id, id)
);

CREATE INDEX endpoints_by_id ON endpoints (id);
CREATE INDEX endpoints_by_partner ON endpoints (partner_id, created_at, id) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX endpoints_registration ON endpoints (partner_id)
    WHERE form = 'partner-center' AND removed_at IS NULL;
CREATE INDEX endpoints_due ON endpoints (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX endpoints_disabled ON endpoints (disabled_at) WHERE disabled_at IS NOT NULL AND removed_at IS NULL;
CREATE INDEX endpoints_left ON endpoints (id) WHERE has_leftovers;

-- One event for one receiver. tries counts from the beginning, or from the last replay. due_at is there while it is
-- pending. A process that attempts it has it for itself: lease names the lease, lease_owner the process, and leased_until
-- is the real time at which others may take it.
CREATE TABLE deliveries (
    partner_id     BYTEA   NOT NULL,
    endpoint_id    BYTEA   NOT NULL,
    event_sequence BIGINT NOT NULL,
    event_key      BYTEA   NOT NULL,
    state          TEXT COLLATE "C" NOT NULL,
    tries          BIGINT NOT NULL,
    attempts       BIGINT NOT NULL,
    due_at         BIGINT,
    lease          BYTEA,
    lease_owner    BYTEA,
    leased_until   BIGINT,
    PRIMARY KEY (partner_id, endpoint_id, event_sequence),
    FOREIGN KEY (partner_id, endpoint_id) REFERENCES endpoints (partner_id, id)
);

CREATE UNIQUE INDEX deliveries_by_event_key ON deliveries (partner_id, endpoint_id, event_key);
CREATE INDEX deliveries_by_event ON deliveries (partner_id, event_sequence);
CREATE INDEX deliveries_due ON deliveries (partner_id, endpoint_id, due_at) WHERE due_at IS NOT NULL AND lease IS NULL;
CREATE INDEX deliveries_leased ON deliveries (leased_until) WHERE lease IS NOT NULL;
CREATE INDEX deliveries_pending ON deliveries (partner_id, endpoint_id, event_sequence) WHERE state = 'pending';
CREATE INDEX deliveries_failed ON deliveries (partner_id, endpoint_id, event_sequence) WHERE state = 'failed';

CREATE TABLE attempts (
    partner_id     BYTEA   NOT NULL,
    endpoint_id    BYTEA   NOT NULL,
    event_sequence BIGINT NOT NULL,
    number         BIGINT NOT NULL,
    status         BIGINT,
    fault          TEXT COLLATE "C",
    detail         TEXT COLLATE "C",
    duration_ms    BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (partner_id, endpoint_id, event_sequence, number)
);

-- A test outlives its delivery, which goes with its receiver: final_state is where that stood then. Its attempts stay.
CREATE TABLE webhook_tests (
    partner_id     BYTEA   NOT NULL,
    report         BYTEA   NOT NULL,
    endpoint_id    BYTEA   NOT NULL,
    event_sequence BIGINT NOT NULL,
    url            TEXT COLLATE "C" NOT NULL,
    final_state    TEXT COLLATE "C",
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (partner_id, report)
);

CREATE INDEX webhook_tests_by_delivery ON webhook_tests (partner_id, endpoint_id, event_sequence);
CREATE INDEX webhook_tests_by_age ON webhook_tests (created_at);

-- Cases that people decide. The columns are what queues sort and select by; body is the whole case as JSON, and names
-- people, who are told apart by keys: the issuer of their tokens with the subject. sla_due_at is the greatest moment while
-- the clock stands; next_at is when time alone does something to the case. ended_at: when the request that it is about was
-- no longer the current one: its texts go a while after that, and erased_at says so. A record that waits for a person has
-- its case since the same transaction.
CREATE TABLE reviews (
    partner_id          BYTEA   NOT NULL,
    id                  BYTEA   NOT NULL,
    customer_id         BYTEA   NOT NULL,
    kind                TEXT COLLATE "C" NOT NULL,
    qualification       TEXT COLLATE "C" NOT NULL,
    opened_at           BIGINT NOT NULL,
    state               TEXT COLLATE "C" NOT NULL,
    priority            BIGINT NOT NULL,
    sla_due_at          BIGINT NOT NULL,
    next_at             BIGINT,
    country             TEXT COLLATE "C" NOT NULL,
    language            TEXT COLLATE "C" NOT NULL,
    domain              TEXT COLLATE "C",
    reason_code         TEXT COLLATE "C" NOT NULL,
    holder              TEXT COLLATE "C",
    holder_key          TEXT COLLATE "C",
    first_reviewer_key  TEXT COLLATE "C",
    second_reviewer_key TEXT COLLATE "C",
    body                TEXT COLLATE "C" NOT NULL,
    closed_at           BIGINT,
    ended_at            BIGINT,
    erased_at           BIGINT,
    created_at          BIGINT NOT NULL,
    revision            BIGINT NOT NULL,
    PRIMARY KEY (partner_id, id),
    CHECK (second_reviewer_key IS NULL OR second_reviewer_key <> first_reviewer_key)
);

CREATE INDEX reviews_by_id ON reviews (id);
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
    partner_id      BYTEA   NOT NULL,
    id              BYTEA   NOT NULL CHECK (length(id) = 16),
    review_id       BYTEA   NOT NULL,
    customer_id     BYTEA   NOT NULL,
    review_revision BIGINT NOT NULL,
    owner_key       TEXT COLLATE "C" NOT NULL,
    owner_name      TEXT COLLATE "C" NOT NULL,
    is_lead         BOOLEAN NOT NULL,
    act             TEXT COLLATE "C" NOT NULL,
    correlation_id  BYTEA   NOT NULL,
    takes_effect_at BIGINT NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    detail          TEXT COLLATE "C",
    ended_at        BIGINT CHECK ((ended_at IS NULL) = (state = 'waiting')),
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (partner_id, id)
);

CREATE INDEX review_drafts_by_id ON review_drafts (id);

-- Of a case no two wait.
CREATE UNIQUE INDEX review_drafts_waiting ON review_drafts (partner_id, review_id) WHERE state = 'waiting';
CREATE INDEX review_drafts_of_review ON review_drafts (review_id) WHERE state = 'waiting';
CREATE INDEX review_drafts_due ON review_drafts (takes_effect_at, id) WHERE state = 'waiting';
CREATE INDEX review_drafts_by_owner ON review_drafts (owner_key, created_at, id);
CREATE INDEX review_drafts_by_customer ON review_drafts (partner_id, customer_id);
CREATE INDEX review_drafts_ended ON review_drafts (ended_at) WHERE ended_at IS NOT NULL;

-- What is known of the documents that were handed in with cases. Their bytes are files, until a while after closed_at, when
-- the case was closed. A document that was deleted keeps what it was.
CREATE TABLE documents (
    partner_id BYTEA   NOT NULL,
    id         BYTEA   NOT NULL,
    review_id  BYTEA   NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    bytes      BIGINT NOT NULL,
    hash       BYTEA   NOT NULL CHECK (length(hash) = 32),
    added_by   TEXT COLLATE "C" NOT NULL,
    closed_at  BIGINT,
    deleted_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (partner_id, id),
    FOREIGN KEY (partner_id, review_id) REFERENCES reviews (partner_id, id)
);

CREATE INDEX documents_by_id ON documents (id);
CREATE INDEX documents_by_review ON documents (review_id, created_at);
CREATE INDEX documents_to_delete ON documents (closed_at) WHERE closed_at IS NOT NULL AND deleted_at IS NULL;

-- Answers that are given again to the same request id.
CREATE TABLE replays (
    sequence     BIGINT NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    partner_id   BYTEA   NOT NULL,
    key          BYTEA   NOT NULL,
    presentation TEXT COLLATE "C" NOT NULL,
    outcome      TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    UNIQUE (partner_id, key)
);

-- What users of a sandbox allowed its applications: one row a sign-in, which the refresh tokens name. Moments are real
-- time. A token of this grant that was used up has a generation below the one here.
CREATE TABLE grants (
    id             BYTEA   NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id        BYTEA   NOT NULL CHECK (length(user_id) = 16),
    application_id BYTEA   NOT NULL CHECK (length(application_id) = 16),
    generation     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    created_at     BIGINT NOT NULL
);

CREATE INDEX grants_by_user ON grants (user_id, application_id);
CREATE INDEX grants_by_end ON grants (expires_at);

-- Browsers that are signed in on the pages. Moments are real time. Nothing here signs anybody in: of the secret that a
-- browser keeps, its SHA-256 is kept. as_whom is a JSON object: the partner's user, or the roles of staff. ends_at: when it
-- ends unless it is used, never behind expires_at.
CREATE TABLE browser_sessions (
    secret_hash  BYTEA   NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
    id           BYTEA   NOT NULL CHECK (length(id) = 16),
    person_key   TEXT COLLATE "C" NOT NULL,
    person_name  TEXT COLLATE "C" NOT NULL,
    as_whom      TEXT COLLATE "C" NOT NULL,
    has_mfa      BOOLEAN NOT NULL,
    csrf_secret  BYTEA   NOT NULL CHECK (length(csrf_secret) = 32),
    user_agent   TEXT COLLATE "C" NOT NULL,
    language     TEXT COLLATE "C",
    theme        TEXT COLLATE "C",
    last_seen_at BIGINT NOT NULL,
    ends_at      BIGINT NOT NULL CHECK (ends_at <= expires_at),
    expires_at   BIGINT NOT NULL,
    created_at   BIGINT NOT NULL
);

CREATE UNIQUE INDEX browser_sessions_by_person ON browser_sessions (person_key, id);
CREATE INDEX browser_sessions_by_end ON browser_sessions (ends_at);

-- Browsers that were sent to an issuer and are awaited back. form: what somebody was about to send when their session
-- ended.
CREATE TABLE sign_in_attempts (
    sequence      BIGINT NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    state_hash    BYTEA   NOT NULL UNIQUE CHECK (length(state_hash) = 32),
    browser_hash  BYTEA   NOT NULL CHECK (length(browser_hash) = 32),
    nonce         TEXT COLLATE "C" NOT NULL,
    pkce_verifier TEXT COLLATE "C" NOT NULL,
    door          TEXT COLLATE "C" NOT NULL,
    back_to       TEXT COLLATE "C" NOT NULL,
    form          TEXT COLLATE "C",
    expires_at    BIGINT NOT NULL,
    created_at    BIGINT NOT NULL
);

CREATE INDEX sign_in_attempts_by_end ON sign_in_attempts (expires_at);
CREATE INDEX sign_in_attempts_with_form ON sign_in_attempts (sequence) WHERE form IS NOT NULL;

-- Named copies of the rows of everybody, or of one partner: what a sandbox puts aside. partner_id is empty for everybody's.
CREATE TABLE snapshots (
    id         BIGINT NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    partner_id BYTEA  NOT NULL,
    name       TEXT COLLATE "C" NOT NULL,
    notes      BYTEA  NOT NULL,
    schema     BIGINT NOT NULL,
    customers  BIGINT NOT NULL,
    bytes      BIGINT NOT NULL,
    UNIQUE (partner_id, name)
);

CREATE TABLE snapshot_rows (
    snapshot   BIGINT NOT NULL REFERENCES snapshots (id) ON DELETE CASCADE,
    table_name TEXT COLLATE "C" NOT NULL,
    kept       JSONB  NOT NULL
);

CREATE INDEX snapshot_rows_by_table ON snapshot_rows (snapshot, table_name);

-- The bytes of documents, unless they are files: a head for each, and its parts in their order. A document that nothing
-- names is taken away after a while.
CREATE TABLE document_bytes (
    partner_id BYTEA  NOT NULL,
    id         BYTEA  NOT NULL,
    bytes      BIGINT NOT NULL CHECK (bytes >= 0),
    kept_at    BIGINT NOT NULL,
    PRIMARY KEY (partner_id, id)
);

CREATE UNIQUE INDEX document_bytes_by_id ON document_bytes (id);

CREATE TABLE document_parts (
    partner_id  BYTEA  NOT NULL,
    document_id BYTEA  NOT NULL,
    number      BIGINT NOT NULL,
    part        BYTEA  NOT NULL CHECK (length(part) <= 262144),
    PRIMARY KEY (partner_id, document_id, number),
    FOREIGN KEY (partner_id, document_id) REFERENCES document_bytes (partner_id, id) ON DELETE CASCADE
);

-- Pictures and pages are compressed as they are.
ALTER TABLE document_parts ALTER COLUMN part SET STORAGE EXTERNAL;
