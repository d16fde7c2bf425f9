-- What one build of a corpus knows while it runs: a file of its own, made anew each time and thrown away.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -65536;

CREATE TABLE document (file TEXT PRIMARY KEY, hash TEXT NOT NULL, fault TEXT, read INTEGER NOT NULL) WITHOUT ROWID;

-- Every article that was read; of several with one key, one is chosen.
CREATE TABLE article (
  key TEXT NOT NULL, file TEXT NOT NULL, hash TEXT NOT NULL, number INTEGER NOT NULL, kept INTEGER NOT NULL,
  shard INTEGER NOT NULL, chosen INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (key, file, number)
) WITHOUT ROWID;

-- Every list entry (number > 0) and every article itself (number 0), under the key that names its work.
CREATE TABLE mention (
  key TEXT NOT NULL, article TEXT NOT NULL, number INTEGER NOT NULL, type TEXT, title TEXT, year TEXT, author TEXT,
  journal TEXT, sentences INTEGER NOT NULL
);

-- Two keys that stand for one work, as so many articles have it; rank: 1 pmid, 2 pmcid, 3 title.
CREATE TABLE alias (rank INTEGER NOT NULL, lesser TEXT NOT NULL, greater TEXT NOT NULL, weight INTEGER NOT NULL);

-- Every number that a sentence attributes to one entry.
CREATE TABLE number (
  node TEXT NOT NULL, article TEXT NOT NULL, entry INTEGER NOT NULL, measure TEXT NOT NULL, unit TEXT NOT NULL,
  value TEXT NOT NULL
);

-- The work that a key stands for.
CREATE TABLE same (key TEXT PRIMARY KEY, work TEXT NOT NULL) WITHOUT ROWID;
