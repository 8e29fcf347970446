"""What is recorded of a trainee, and how it stands in a row of the database."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

ANSWER_FORMAT = 1
TIMES = ("submitted_at", "saved_at", "shown_at", "accepted_at")
_JSON = ("answer", "citations", "result")


@dataclass(frozen=True, kw_only=True)
class Submission:
    """An answer as it was judged.

    ``result`` is ``Result.as_json()``, ``seconds`` the time since the exercise was shown;
    ``visit`` tells one opening of the page from another.
    """

    trainee: str
    exercise: str
    digest: str
    answer: dict[str, Any]
    citations: dict[str, str]
    result: dict[str, Any]
    seconds: float = 0.0
    mode: str = "practice"
    visit: str = ""


@dataclass(frozen=True, kw_only=True)
class Attempt(Submission):
    """A recorded submission: the ``number``-th of its trainee at its exercise."""

    id: int
    number: int
    hints: int
    format: int
    submitted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The latest state of an answer, submitted or not."""

    trainee: str
    exercise: str
    answer: dict[str, Any]
    citations: dict[str, str]
    saved_at: datetime

    @property
    def stamp(self) -> str:
        """Names this state of the draft; a page says which one its changes were made from."""
        return stamp_of(self.saved_at)


@dataclass(frozen=True)
class Tally:
    """One trainee at one exercise; scores (0..1) of the first, best and latest attempt."""

    attempts: int = 0
    first: float | None = None
    best: float | None = None
    latest: float | None = None
    hints: int = 0


def stamp_of(moment: datetime) -> str:
    # One width and one zone, so that texts sort as times do.
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def time_of(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


def row_of(record: Attempt | Draft) -> dict[str, Any]:
    row = asdict(record)
    for name in row.keys() & set(_JSON):
        row[name] = json.dumps(row[name], ensure_ascii=False)
    for name in row.keys() & set(TIMES):
        row[name] = stamp_of(row[name])
    return row


def content_of(row: Any) -> dict[str, Any]:
    content = {name: row[name] for name in row.keys() if name != "score"}  # noqa: SIM118
    for name in content.keys() & set(_JSON):
        content[name] = json.loads(content[name])
    for name in content.keys() & set(TIMES):
        content[name] = time_of(content[name])
    return content
