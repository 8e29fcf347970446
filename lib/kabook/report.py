"""From attempts to rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kabook.casework import load_exercise
from kabook.errors import KabookError
from kabook.identity import current
from kabook.records import Attempt
from kabook.store import Store

if TYPE_CHECKING:
    import pandas


def rows(attempts: tuple[Attempt, ...]) -> list[dict[str, object]]:
    """One row an attempt, oldest first; ``score`` 0..1, times in UTC."""
    return [
        {
            "exercise": attempt.exercise,
            "title": _title(attempt.exercise),
            "number": attempt.number,
            "score": attempt.result.get("score"),
            "seconds": attempt.seconds,
            "hints": attempt.hints,
            "submitted_at": attempt.submitted_at,
        }
        for attempt in attempts
    ]


def own_attempts() -> pandas.DataFrame:
    """The attempts of whoever asks, one row each.

    Raises:
        IdentityError: who asks cannot be established.
        StoreError: the record cannot be read.
    """
    import pandas

    return pandas.DataFrame(rows(Store().attempts(current().id)))


def _title(exercise_id: str) -> str:
    try:
        return load_exercise(exercise_id).title
    except KabookError:
        return ""  # retired since
