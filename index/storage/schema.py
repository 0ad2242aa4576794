"""The SQLite schema, its versions and the way from each to the next.

``PRAGMA user_version`` holds the version. A migration is a script that takes a database from version n
(its place in ``MIGRATIONS``) to n + 1; the scripts that have been released are never edited.

Times are whole seconds since 1970 in UTC; ``row`` is an article's number in this archive, which the
full-text index knows it by; ``id`` is its name in the world, made from its content.
"""

from __future__ import annotations

DATABASE_NAME = "newsreader.sqlite3"
APPLICATION_ID = 0x4E657773  # "News"

_VERSION_1 = """
CREATE TABLE articles (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    headline TEXT NOT NULL,
    headline_from_body INTEGER NOT NULL,
    published INTEGER,
    precision TEXT,
    source TEXT NOT NULL,
    byline TEXT NOT NULL,
    dateline TEXT NOT NULL,
    language TEXT NOT NULL,
    url TEXT NOT NULL,
    origin TEXT NOT NULL,
    origin_id TEXT NOT NULL,
    imported INTEGER NOT NULL
) STRICT;
CREATE INDEX articles_by_date ON articles (published DESC, row DESC);

CREATE TABLE bodies (
    row INTEGER PRIMARY KEY REFERENCES articles (row) ON DELETE CASCADE,
    body TEXT NOT NULL,
    body_format TEXT NOT NULL,
    captions TEXT NOT NULL
) STRICT;

CREATE TABLE reading (
    row INTEGER PRIMARY KEY REFERENCES articles (row) ON DELETE CASCADE,
    read_at INTEGER,
    starred INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX reading_starred ON reading (row) WHERE starred = 1;

CREATE TABLE tags (
    row INTEGER NOT NULL REFERENCES articles (row) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (row, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_tag ON tags (tag, row);

CREATE TABLE saved_searches (
    name TEXT PRIMARY KEY,
    query TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE actors (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    mentions INTEGER NOT NULL DEFAULT 0,
    stories INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX actors_by_weight ON actors (mentions DESC, number);

CREATE TABLE aliases (
    actor INTEGER NOT NULL REFERENCES actors (number) ON DELETE CASCADE,
    surface TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (actor, surface)
) STRICT, WITHOUT ROWID;

CREATE TABLE alias_tokens (
    token TEXT NOT NULL,
    actor INTEGER NOT NULL REFERENCES actors (number) ON DELETE CASCADE,
    PRIMARY KEY (token, actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_tokens_by_actor ON alias_tokens (actor);

CREATE TABLE authorities (
    actor INTEGER NOT NULL REFERENCES actors (number) ON DELETE CASCADE,
    scheme TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (actor, scheme)
) STRICT, WITHOUT ROWID;
CREATE INDEX authorities_by_value ON authorities (scheme, value);

CREATE TABLE roles (
    row INTEGER NOT NULL REFERENCES articles (row) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    actor INTEGER NOT NULL REFERENCES actors (number) ON DELETE CASCADE,
    title TEXT NOT NULL,
    of TEXT NOT NULL,
    folded_title TEXT NOT NULL,
    folded_of TEXT NOT NULL,
    PRIMARY KEY (row, start, end, actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX roles_by_actor ON roles (actor);
CREATE INDEX roles_by_title ON roles (folded_title, folded_of, actor);

CREATE TABLE mentions (
    row INTEGER NOT NULL REFERENCES articles (row) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    surface TEXT NOT NULL,
    kind TEXT NOT NULL,
    actor INTEGER,
    demonym INTEGER NOT NULL,
    descriptive INTEGER NOT NULL,
    PRIMARY KEY (row, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE presence (
    row INTEGER NOT NULL REFERENCES articles (row) ON DELETE CASCADE,
    actor INTEGER NOT NULL REFERENCES actors (number) ON DELETE CASCADE,
    published INTEGER,
    mentions INTEGER NOT NULL,
    PRIMARY KEY (row, actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_by_actor ON presence (actor, published DESC, row DESC);

CREATE TABLE quotations (
    row INTEGER NOT NULL REFERENCES articles (row) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    direct INTEGER NOT NULL,
    speaker INTEGER,
    speaker_start INTEGER,
    speaker_end INTEGER,
    cue_start INTEGER,
    cue_end INTEGER,
    PRIMARY KEY (row, start, end, direct)
) STRICT, WITHOUT ROWID;
CREATE INDEX quotations_by_speaker ON quotations (speaker) WHERE speaker IS NOT NULL;

CREATE TABLE events (
    row INTEGER NOT NULL REFERENCES articles (row) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    type TEXT NOT NULL,
    mode TEXT NOT NULL,
    cameo TEXT NOT NULL,
    source INTEGER,
    source_start INTEGER,
    source_end INTEGER,
    target INTEGER,
    target_start INTEGER,
    target_end INTEGER,
    date INTEGER,
    precision TEXT,
    status TEXT NOT NULL,
    trigger_start INTEGER NOT NULL,
    trigger_end INTEGER NOT NULL,
    PRIMARY KEY (row, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_source ON events (source) WHERE source IS NOT NULL;
CREATE INDEX events_by_target ON events (target) WHERE target IS NOT NULL;

CREATE TABLE figures (
    row INTEGER NOT NULL REFERENCES articles (row) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    value REAL NOT NULL,
    unit TEXT NOT NULL,
    measures TEXT NOT NULL,
    subject INTEGER,
    subject_start INTEGER,
    subject_end INTEGER,
    claimant INTEGER,
    claimant_start INTEGER,
    claimant_end INTEGER,
    PRIMARY KEY (row, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX figures_by_subject ON figures (subject) WHERE subject IS NOT NULL;

CREATE TABLE unresolved (
    token TEXT NOT NULL,
    row INTEGER NOT NULL REFERENCES articles (row) ON DELETE CASCADE,
    PRIMARY KEY (token, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE unindexed (
    row INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counters VALUES ('generation', 0);
"""

# To whom and where something was said, where something happened and who says so, how exact a number is.
_STATEMENT_DETAILS = """
ALTER TABLE quotations ADD COLUMN medium_start INTEGER;
ALTER TABLE quotations ADD COLUMN medium_end INTEGER;
ALTER TABLE quotations ADD COLUMN addressee INTEGER;
ALTER TABLE quotations ADD COLUMN addressee_start INTEGER;
ALTER TABLE quotations ADD COLUMN addressee_end INTEGER;
ALTER TABLE events ADD COLUMN location INTEGER;
ALTER TABLE events ADD COLUMN location_start INTEGER;
ALTER TABLE events ADD COLUMN location_end INTEGER;
ALTER TABLE events ADD COLUMN claimant INTEGER;
ALTER TABLE events ADD COLUMN claimant_start INTEGER;
ALTER TABLE events ADD COLUMN claimant_end INTEGER;
ALTER TABLE figures ADD COLUMN upper REAL;
ALTER TABLE figures ADD COLUMN qualifier TEXT NOT NULL DEFAULT '';
ALTER TABLE figures ADD COLUMN date INTEGER;
ALTER TABLE figures ADD COLUMN precision TEXT;
"""

# What the reader decided about actors, why each mention is linked, and how much there is without counting it.
_JUDGEMENTS = """
CREATE TABLE judgements (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    made INTEGER NOT NULL,
    content TEXT NOT NULL,
    before TEXT NOT NULL DEFAULT '',
    undone INTEGER
) STRICT;
CREATE INDEX judgements_in_force ON judgements (made, number) WHERE undone IS NULL;

CREATE TABLE judged_rows (
    judgement INTEGER NOT NULL REFERENCES judgements (number) ON DELETE CASCADE,
    row INTEGER NOT NULL REFERENCES articles (row) ON DELETE CASCADE,
    before TEXT,
    PRIMARY KEY (judgement, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX judged_rows_by_row ON judged_rows (row);

CREATE TABLE stale (
    row INTEGER PRIMARY KEY REFERENCES articles (row) ON DELETE CASCADE
) STRICT;

CREATE TABLE evidence (
    number INTEGER PRIMARY KEY,
    rule TEXT NOT NULL,
    detail TEXT NOT NULL,
    UNIQUE (rule, detail)
) STRICT;
ALTER TABLE mentions ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE actors ADD COLUMN named INTEGER NOT NULL DEFAULT 0;

CREATE INDEX unresolved_by_row ON unresolved (row);
CREATE INDEX quotations_by_addressee ON quotations (addressee) WHERE addressee IS NOT NULL;
CREATE INDEX events_by_location ON events (location) WHERE location IS NOT NULL;
CREATE INDEX events_by_claimant ON events (claimant) WHERE claimant IS NOT NULL;
CREATE INDEX figures_by_claimant ON figures (claimant) WHERE claimant IS NOT NULL;

INSERT INTO counters SELECT 'stories', count(*) FROM articles;
INSERT INTO counters SELECT 'actors', count(*) FROM actors;
CREATE TRIGGER story_added AFTER INSERT ON articles BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'stories';
END;
CREATE TRIGGER story_removed AFTER DELETE ON articles BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'stories';
END;
CREATE TRIGGER actor_added AFTER INSERT ON actors BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'actors';
END;
CREATE TRIGGER actor_removed AFTER DELETE ON actors BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'actors';
END;
"""

# Which stories tell the same happening, and how far the reader has read about whom.
_ACCOUNTS = """
CREATE TABLE accounts (
    row INTEGER PRIMARY KEY REFERENCES articles (row) ON DELETE CASCADE,
    story INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_by_story ON accounts (story, row);

CREATE TABLE signatures (
    row INTEGER PRIMARY KEY REFERENCES articles (row) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    terms BLOB NOT NULL
) STRICT;
CREATE INDEX signatures_by_day ON signatures (day);

CREATE TABLE ungrouped (
    row INTEGER PRIMARY KEY REFERENCES articles (row) ON DELETE CASCADE
) STRICT;
INSERT INTO ungrouped SELECT row FROM articles;

CREATE INDEX events_by_code ON events (cameo, type, mode, row);

CREATE TABLE seen_actors (
    actor TEXT PRIMARY KEY,
    seen INTEGER NOT NULL,
    upto INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

# The few mentions that no actor's list of names leads to, by what they read.
_LOOSE_MENTIONS = """
CREATE INDEX mentions_loose ON mentions (surface) WHERE actor IS NULL OR demonym OR descriptive;
"""

MIGRATIONS: tuple[str, ...] = (
    _VERSION_1,
    _STATEMENT_DETAILS,
    _JUDGEMENTS,
    _ACCOUNTS,
    _LOOSE_MENTIONS,
)
SCHEMA_VERSION = len(MIGRATIONS)
