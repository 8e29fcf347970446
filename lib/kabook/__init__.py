"""kabook: a workbook for key-account sales. The names below are the whole public interface.

Importing does no work: each name is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kabook.exercises import Result

__all__ = ["case", "grade", "lesson", "practice", "progress", "report", "worked"]


def grade(exercise_id: str, answer: Any) -> Result:
    """Judge an answer (the JSON of ``answer_schema``) without recording it.

    Raises:
        UnknownIdError: no such exercise.
    """
    from kabook.casework import load_exercise

    return load_exercise(exercise_id).grade(answer)


def lesson(page: str) -> Any:
    """The header of a page: progress, contents, the notice on what is recorded."""
    from kabook.widgets.lesson import lesson

    return lesson(page)


def practice(*exercise_ids: str) -> Any:
    """One or several exercises to be worked on.

    Raises:
        UnknownIdError: no such exercise.
    """
    from kabook.widgets.practice import practice

    return practice(*exercise_ids)


def worked(exercise_id: str) -> Any:
    """An ``example`` exercise with its model answer and scorecard, read only."""
    from kabook.widgets.worked import worked

    return worked(exercise_id)


def case(slug: str = "") -> Any:
    """A case's dossier and its ready exercises; without a slug the one the address names."""
    from kabook.widgets.dossier import case

    return case(slug)


def progress() -> Any:
    """The landing page's map of the course: parts, cases, where to go on, search."""
    from kabook.widgets.progress import progress

    return progress()


def report() -> Any:
    """One's own attempts as a pandas DataFrame, one row an attempt."""
    from kabook.report import own_attempts

    return own_attempts()
