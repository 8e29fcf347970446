-- Runs as one transaction, also on a file that another process is creating at the same moment.
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS attempts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  trainee TEXT NOT NULL, exercise TEXT NOT NULL, number INTEGER NOT NULL,
  digest TEXT NOT NULL, format INTEGER NOT NULL,
  answer TEXT NOT NULL, citations TEXT NOT NULL, result TEXT NOT NULL,
  score REAL GENERATED ALWAYS AS (json_extract(result, '$.score')) STORED,
  submitted_at TEXT NOT NULL, seconds REAL NOT NULL, hints INTEGER NOT NULL,
  mode TEXT NOT NULL, visit TEXT NOT NULL,
  UNIQUE (trainee, exercise, number));
CREATE TABLE IF NOT EXISTS drafts (
  trainee TEXT, exercise TEXT, answer TEXT NOT NULL, citations TEXT NOT NULL,
  saved_at TEXT NOT NULL, PRIMARY KEY (trainee, exercise)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hints (
  trainee TEXT, exercise TEXT, number INTEGER, shown_at TEXT NOT NULL,
  PRIMARY KEY (trainee, exercise, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS consents (
  trainee TEXT, version TEXT, accepted_at TEXT NOT NULL,
  PRIMARY KEY (trainee, version)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erasures (trainee TEXT, before TEXT);
CREATE TRIGGER IF NOT EXISTS attempts_never_change BEFORE UPDATE ON attempts
  BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END;
CREATE TRIGGER IF NOT EXISTS attempts_stay BEFORE DELETE ON attempts
  WHEN NOT EXISTS (SELECT 1 FROM erasures
    WHERE erasures.trainee = OLD.trainee OR OLD.submitted_at < erasures.before)
  BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END;
PRAGMA user_version = 1;
COMMIT;
