"""What trainees did: attempts (append-only), drafts, hints and consents.

A method returns only when what it wrote is on disk; otherwise it raises StoreError and nothing
was recorded. Times are aware datetimes, passed in, and kept in UTC.
"""

from __future__ import annotations

import os
import re
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from kabook.database import Database
from kabook.errors import KabookError
from kabook.home import home
from kabook.records import (
    ANSWER_FORMAT,
    TIMES,
    Attempt,
    Draft,
    Submission,
    Tally,
    content_of,
    row_of,
    stamp_of,
    time_of,
)

_RETENTION_DAYS = 180
_SCHEMA = Path(__file__).with_name("schema.sql")
_SCHEMA_VERSION = 1
_OWNED = ("attempts", "drafts", "hints", "consents")
_DATED = {"attempts": "submitted_at", "drafts": "saved_at", "hints": "shown_at"}


class ConflictError(KabookError):
    """Another page of the same trainee has saved ``draft`` in the meantime."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft.exercise)
        self.draft = draft


def retention_days() -> int:
    """How long records are kept: $KABOOK_RETENTION_DAYS, by default 180."""
    named = os.environ.get("KABOOK_RETENTION_DAYS", "")
    return int(named) if re.fullmatch(r"[1-9]\d{0,4}", named) else _RETENTION_DAYS


class Store:
    """The record in ``path``, by default ``kabook.db`` in :func:`home`."""

    def __init__(self, path: Path | None = None) -> None:
        self._database = Database(path or home() / "kabook.db", _SCHEMA, _SCHEMA_VERSION)

    def revision(self) -> tuple[int, int]:
        """Differs from an earlier one when anybody has written since."""
        return self._database.revision()

    def close(self) -> None:
        self._database.close()

    # --- attempts -----------------------------------------------------------------------------

    def append_attempt(
        self, submission: Submission, now: datetime, base: str | None = None
    ) -> Attempt:
        """Record a submission; its answer becomes the draft as well.

        Raises:
            ConflictError: as :meth:`save_draft`.
        """
        content = {field.name: getattr(submission, field.name) for field in fields(Submission)}
        key = (submission.trainee, submission.exercise)
        last = "SELECT coalesce(max(number), 0) FROM {} WHERE trainee = ? AND exercise = ?"
        with self._database.transaction() as connection:
            _expect_base(connection, submission, base)
            attempt = Attempt(
                **content,
                id=connection.execute(_NEXT_ID).fetchone()[0],
                number=connection.execute(last.format("attempts"), key).fetchone()[0] + 1,
                hints=connection.execute(last.format("hints"), key).fetchone()[0],
                format=ANSWER_FORMAT,
                submitted_at=time_of(stamp_of(now)),
            )
            row = row_of(attempt)
            connection.execute(
                f"INSERT INTO attempts ({', '.join(row)}) VALUES (:{', :'.join(row)})", row
            )
            connection.execute(_PUT_DRAFT, {**row, "saved_at": row["submitted_at"]})
        return attempt

    def attempts(self, trainee: str = "", exercise: str = "") -> tuple[Attempt, ...]:
        """In the order of recording; "" stands for every trainee, or every exercise."""
        wanted = {"trainee": trainee, "exercise": exercise}
        named = {column: value for column, value in wanted.items() if value}
        where = " AND ".join(f"{column} = ?" for column in named) or "1"
        rows = self._database.read(
            f"SELECT * FROM attempts WHERE {where} ORDER BY id", tuple(named.values())
        )
        return tuple(Attempt(**content_of(row)) for row in rows)

    def latest_attempt(self, trainee: str, exercise: str) -> Attempt | None:
        rows = self._database.read(
            "SELECT * FROM attempts WHERE trainee = ? AND exercise = ? ORDER BY number DESC LIMIT 1",
            (trainee, exercise),
        )
        return Attempt(**content_of(rows[0])) if rows else None

    def summary(self, trainee: str) -> dict[str, Tally]:
        """Exercise → tally, for every exercise attempted or helped along by a hint."""
        scores: dict[str, list[float]] = {}
        for row in self._database.read(
            "SELECT exercise, score FROM attempts WHERE trainee = ? ORDER BY exercise, number",
            (trainee,),
        ):
            scores.setdefault(row["exercise"], []).append(row["score"] or 0.0)
        hints = self._database.read(
            "SELECT exercise, max(number) AS number FROM hints WHERE trainee = ? GROUP BY exercise",
            (trainee,),
        )
        used = {row["exercise"]: row["number"] for row in hints}
        return {
            exercise: _tally(scores.get(exercise, []), used.get(exercise, 0))
            for exercise in sorted(scores.keys() | used.keys())
        }

    # --- drafts, hints, consent ---------------------------------------------------------------

    def save_draft(self, draft: Draft, base: str | None = None) -> None:
        """Keep the latest state of an answer; messages of a page arrive in their order.

        ``base`` is the stamp of the draft this one was made from ("" for none, None for do not ask).

        Raises:
            ConflictError: another page has saved something else since ``base``; nothing is written.
        """
        with self._database.transaction() as connection:
            _expect_base(connection, draft, base)
            connection.execute(_PUT_DRAFT, row_of(draft))

    def draft(self, trainee: str, exercise: str) -> Draft | None:
        return self.drafts(trainee).get(exercise)

    def drafts(self, trainee: str) -> dict[str, Draft]:
        """Exercise → draft."""
        rows = self._database.read("SELECT * FROM drafts WHERE trainee = ?", (trainee,))
        return {row["exercise"]: Draft(**content_of(row)) for row in rows}

    def record_hint(self, trainee: str, exercise: str, now: datetime) -> int:
        """One more hint was shown; how many that makes."""
        with self._database.transaction() as connection:
            number = connection.execute(
                "SELECT coalesce(max(number), 0) + 1 FROM hints WHERE trainee = ? AND exercise = ?",
                (trainee, exercise),
            ).fetchone()[0]
            connection.execute(
                "INSERT INTO hints VALUES (?, ?, ?, ?)",
                (trainee, exercise, number, stamp_of(now)),
            )
        return int(number)

    def hints_used(self, trainee: str, exercise: str) -> int:
        return self.summary(trainee).get(exercise, Tally()).hints

    def accept_notice(self, trainee: str, version: str, now: datetime) -> None:
        """The trainee has read version ``version`` of the notice on what is recorded."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO consents VALUES (?, ?, ?)",
                (trainee, version, stamp_of(now)),
            )

    def has_accepted(self, trainee: str, version: str) -> bool:
        sql = "SELECT 1 FROM consents WHERE trainee = ? AND version = ?"
        return bool(self._database.read(sql, (trainee, version)))

    # --- the trainee's rights -----------------------------------------------------------------

    def export(self, trainee: str) -> dict[str, Any]:
        """Everything recorded about a person, as JSON; without the keys their results point at."""
        tables: dict[str, list[dict[str, Any]]] = {
            table: [
                {
                    name: stamp_of(value) if name in TIMES else value
                    for name, value in content_of(row).items()
                    if name != "trainee"
                }
                for row in self._database.read(
                    f"SELECT * FROM {table} WHERE trainee = ? ORDER BY 1, 2", (trainee,)
                )
            ]
            for table in _OWNED
        }
        for attempt in tables["attempts"]:
            for check in attempt["result"].get("checks", ()):
                check.pop("evidence", None)
        return {"format": 1, "trainee": trainee, **tables}

    def forget(self, trainee: str) -> int:
        """Erase a person, from the disk too; the number of attempts that went.

        Damaged files that were moved aside (``kabook.db.corrupt-…``) are not searched.
        """
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO erasures (trainee) VALUES (?)", (trainee,))
            gone = [
                connection.execute(f"DELETE FROM {table} WHERE trainee = ?", (trainee,)).rowcount
                for table in _OWNED
            ]
            connection.execute("DELETE FROM erasures")
        self._database.wipe_journal()
        return gone[0]

    def purge(self, older_than: datetime) -> int:
        """Erase what is older than the retention allows; the number of attempts that went."""
        before = (stamp_of(older_than),)
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO erasures (before) VALUES (?)", before)
            gone = [
                connection.execute(f"DELETE FROM {table} WHERE {column} < ?", before).rowcount
                for table, column in _DATED.items()
            ]
            connection.execute(_DROP_IDLE_CONSENTS, before)
            connection.execute("DELETE FROM erasures")
        self._database.wipe_journal()
        return gone[0]


_NEXT_ID = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'attempts'), 0) + 1"
_PUT_DRAFT = """
INSERT INTO drafts VALUES (:trainee, :exercise, :answer, :citations, :saved_at)
ON CONFLICT DO UPDATE SET answer = excluded.answer, citations = excluded.citations,
  saved_at = excluded.saved_at
"""
_DROP_IDLE_CONSENTS = """
DELETE FROM consents WHERE accepted_at < ? AND trainee NOT IN (
  SELECT trainee FROM attempts UNION SELECT trainee FROM drafts UNION SELECT trainee FROM hints)
"""


def _expect_base(connection: Any, written: Draft | Submission, base: str | None) -> None:
    """Refuse to write over another page's draft; the same answer is no conflict."""
    if base is None:
        return
    sql = "SELECT * FROM drafts WHERE trainee = ? AND exercise = ?"
    row = connection.execute(sql, (written.trainee, written.exercise)).fetchone()
    if row is not None and row["saved_at"] != base:
        kept = Draft(**content_of(row))
        if kept.answer != written.answer:
            raise ConflictError(kept)


def _tally(scores: list[float], hints: int) -> Tally:
    if not scores:
        return Tally(hints=hints)
    return Tally(len(scores), scores[0], max(scores), scores[-1], hints)
