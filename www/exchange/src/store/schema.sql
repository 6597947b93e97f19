-- The exchange's database. Instants are ISO 8601 UTC text with milliseconds, so that they sort and can be read.

-- One row per secret or mark of the installation itself (`secret`: the key of all ephemeral credentials).
CREATE TABLE IF NOT EXISTS setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Who may sign in. `user` is the SIP user part, `extension` the short number.
CREATE TABLE IF NOT EXISTS agent (
    id            INTEGER PRIMARY KEY,
    user          TEXT NOT NULL UNIQUE,
    extension     TEXT UNIQUE,
    name          TEXT NOT NULL,
    email         TEXT,
    password_hash TEXT NOT NULL,              -- argon2id, PHC string
    created_at    TEXT NOT NULL
) STRICT;

-- A signed-in tab. Only the SHA-256 of its bearer token is kept.
CREATE TABLE IF NOT EXISTS session (
    token_hash TEXT PRIMARY KEY,
    agent_id   INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

-- A visitor of the lounge: may call `queue` until `expires_at`.
CREATE TABLE IF NOT EXISTS guest (
    user       TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    queue      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

-- Customers. Ids start at 10001: agents and contacts share one space of user ids.
CREATE TABLE IF NOT EXISTS contact (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    phone      TEXT,
    digits     TEXT NOT NULL DEFAULT '',      -- the digits of `phone`, for searches
    email      TEXT,
    notes      TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS contact_digits ON contact (digits);

-- Numbers that an agent calls or transfers to often (KC-22). `key` keeps one number from being there twice in two spellings.
CREATE TABLE IF NOT EXISTS frequent (
    agent_id   INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    number     TEXT NOT NULL,
    key        TEXT NOT NULL,                 -- the number without what is only there for people
    name       TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (agent_id, key)
) STRICT;

CREATE TABLE IF NOT EXISTS ticket (
    id           INTEGER PRIMARY KEY,
    external_id  TEXT UNIQUE,                 -- `call:<SIP Call-ID>` for the ticket of a call
    subject      TEXT NOT NULL,
    description  TEXT NOT NULL,
    status       TEXT NOT NULL,               -- new, open, pending, hold, solved, closed
    priority     TEXT,
    type         TEXT,
    tags         TEXT NOT NULL DEFAULT '[]',  -- JSON array of words
    requester_id INTEGER NOT NULL,            -- contact or agent
    assignee_id  INTEGER,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ticket_updated ON ticket (updated_at);
CREATE INDEX IF NOT EXISTS ticket_requester ON ticket (requester_id);

CREATE TABLE IF NOT EXISTS comment (
    id         INTEGER PRIMARY KEY,
    ticket_id  INTEGER NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    author_id  INTEGER NOT NULL,              -- agent or contact; 0 is the exchange itself
    body       TEXT NOT NULL,
    public     INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS comment_ticket ON comment (ticket_id);

-- One row per change of a ticket; `metadata` is what came with it (for calls: {"call": {…}}).
CREATE TABLE IF NOT EXISTS audit (
    id         INTEGER PRIMARY KEY,
    ticket_id  INTEGER NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    author_id  INTEGER NOT NULL,
    metadata   TEXT NOT NULL,                 -- JSON object
    events     TEXT NOT NULL,                 -- JSON array
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS audit_ticket ON audit (ticket_id);

-- One row per customer's call, however often it is transferred, written when it arrives, rings, is answered and ends. `ended_at` NULL: in progress.
CREATE TABLE IF NOT EXISTS call_record (
    id            INTEGER PRIMARY KEY,
    call_id       TEXT NOT NULL,              -- SIP Call-ID
    direction     TEXT NOT NULL,              -- inbound (from a customer), outbound (from an agent)
    from_user     TEXT NOT NULL,
    from_name     TEXT,
    to_user       TEXT NOT NULL,              -- whom the number led to: agent, queue, or what was dialled
    queue         TEXT,                       -- queue name, for queue calls
    agent         TEXT,                       -- the agent of the call: who answered, or who dialled
    callee        TEXT,                       -- who answered
    started_at    TEXT NOT NULL,
    ringing_at    TEXT,
    answered_at   TEXT,
    ended_at      TEXT,
    duration_s    INTEGER,                    -- answered to ended; 0 when never answered
    outcome       TEXT,                       -- answered, missed, cancelled, busy, declined, no-answer, unavailable, not-found, terminated, failed
    missed_reason TEXT                        -- notInOperation, noOperator, abandonedInQueue, ringTimeOver, userleft, exceededQueue
) STRICT;
CREATE INDEX IF NOT EXISTS call_record_call_id ON call_record (call_id);
CREATE INDEX IF NOT EXISTS call_record_open ON call_record (ended_at) WHERE ended_at IS NULL;

-- One row per SIP call of a record: the first one, and every one that a transfer, a join or a lost connection added.
CREATE TABLE IF NOT EXISTS call_leg (
    id            INTEGER PRIMARY KEY,
    record_id     INTEGER NOT NULL REFERENCES call_record (id) ON DELETE CASCADE,
    call_id       TEXT NOT NULL,              -- SIP Call-ID
    kind          TEXT NOT NULL,              -- call, transfer (cold), attended (warm), join, return (after a loss)
    by_agent      TEXT,                       -- who transferred
    caller        TEXT NOT NULL,
    target        TEXT NOT NULL,              -- agent, team, queue, or what was dialled
    queue         TEXT,                       -- queue name, when the target is a queue
    callee        TEXT,                       -- who answered
    started_at    TEXT NOT NULL,
    answered_at   TEXT,
    ended_at      TEXT,
    outcome       TEXT,                       -- as of the record
    missed_reason TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS call_leg_record ON call_leg (record_id);
CREATE INDEX IF NOT EXISTS call_leg_call_id ON call_leg (call_id);
CREATE INDEX IF NOT EXISTS call_leg_open ON call_leg (ended_at) WHERE ended_at IS NULL;
-- Records of an exchange that knew no legs.
INSERT INTO call_leg (record_id, call_id, kind, caller, target, queue, callee, started_at, answered_at, ended_at, outcome, missed_reason)
    SELECT id, call_id, 'call', from_user, to_user, queue, callee, started_at, answered_at, ended_at, outcome, missed_reason
    FROM call_record WHERE NOT EXISTS (SELECT 1 FROM call_leg WHERE record_id = call_record.id);
