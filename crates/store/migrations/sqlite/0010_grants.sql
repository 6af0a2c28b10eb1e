-- What users of a sandbox allowed its applications: one row a sign-in, which the refresh tokens name. Moments are real
-- time. A token of this grant that was used up has a generation below the one here.
CREATE TABLE grants (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL CHECK (length(user_id) = 16),
    application_id BLOB NOT NULL CHECK (length(application_id) = 16),
    generation INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX grants_by_user ON grants (user_id, application_id);
CREATE INDEX grants_by_end ON grants (expires_at);

-- What stood in their place, for tokens of another form.
DELETE FROM settings WHERE name = 'sandbox.refresh_families';
