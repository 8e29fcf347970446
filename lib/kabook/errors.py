"""What can go wrong, and for whom: authors, trainees and operators each get one sentence."""

from __future__ import annotations

from pathlib import Path


class KabookError(Exception):
    """Base of every error this package raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows this instead of a traceback: a trainee sees one sentence, nbval still fails.
        return [str(self)]


class ContentError(KabookError):
    """A case, exercise or lesson file that cannot be used as it stands.

    ``line`` counts from 1; 0 means the file as a whole.
    """

    def __init__(self, path: Path | str, line: int, problem: str, remedy: str = "") -> None:
        self.path = Path(path)
        self.line = line
        self.problem = problem
        self.remedy = remedy
        super().__init__(self.located(self.path))

    def located(self, shown: Path | str) -> str:
        """One line ``file:line: problem remedy`` with the path written as ``shown``."""
        return f"{shown}:{self.line}: {self.problem}{self.remedy and ' → ' + self.remedy}"


class ContentErrors(KabookError):  # noqa: N818 (several of them)
    """Every fault found in one pass, so that an author mends them together."""

    def __init__(self, errors: list[ContentError]) -> None:
        self.errors = errors
        super().__init__("\n".join(str(error) for error in errors))


class UnknownIdError(KabookError):
    """No case, exercise, page or person has this id."""


class StoreError(KabookError):
    """The record of attempts cannot be read or written; nothing was acknowledged."""


class IdentityError(KabookError):
    """Who is asking cannot be established; nothing is shown or recorded."""
