"""From files to frozen models: cases, their documents and their exercises."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kabook.casework.case import Case
from kabook.casework.documents import Document, read_rows
from kabook.errors import UnknownIdError
from kabook.exercises import Exercise

_loaded: dict[Path, tuple[tuple[tuple[str, int], ...], Case]] = {}


def root() -> Path:
    """The workbook's folder (``notebooks/``, ``casework/``): $KABOOK_ROOT, else above us.

    Raises:
        UnknownIdError: there is none.
    """
    named = os.environ.get("KABOOK_ROOT")
    here = Path.cwd()
    candidates = [Path(named)] if named else [here, *here.parents, Path(__file__).parents[3]]
    for folder in candidates:
        if (folder / "casework").is_dir():
            return folder
    raise UnknownIdError("找不到练习册：当前文件夹和它的上级里都没有 casework 文件夹。")


def case_slugs() -> list[str]:
    """Every folder with a case.yaml, drills included, in alphabetical order.

    A folder somebody has just begun is no case yet: it must not take the lessons down.
    """
    found = (path.parent.name for path in (root() / "casework").glob("*/case.yaml"))
    return sorted(name for name in found if not name.startswith(("_", ".")))


def load_case(slug: str) -> Case:
    """The case in ``casework/<slug>``; read again when a file of it changed.

    Raises:
        UnknownIdError: there is no such folder.
        ContentError, ContentErrors: its files have faults.
    """
    folder = root() / "casework" / slug
    # A slug comes from answers and addresses: nothing but a plain folder name is looked up.
    if not slug.replace("-", "").isalnum() or not folder.is_dir():
        raise UnknownIdError(f"没有名叫 “{slug[:60]}” 的案例。")
    stamp = _stamp(folder)
    known = _loaded.get(folder)
    if known is None or known[0] != stamp:
        known = _loaded[folder] = (stamp, Case(folder))
    return known[1]


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    entries: list[tuple[str, int]] = []
    for directory in (folder, folder / "documents", folder / "exercises"):
        if directory.is_dir():
            with os.scandir(directory) as scan:
                entries.extend((entry.path, entry.stat().st_mtime_ns) for entry in scan)
    return tuple(sorted(entries))


def locate(exercise_id: str) -> tuple[Case, Exercise]:
    """The exercise ``case-slug.exercise-name`` together with its case.

    Raises:
        UnknownIdError: no such case or exercise.
        ContentError, ContentErrors: its file has faults.
    """
    slug, dot, name = exercise_id.partition(".")
    if not dot or not name.replace("-", "").replace("_", "").isalnum():
        raise UnknownIdError(f"“{exercise_id[:60]}” 不是练习编号；应当像 hengyue-mes.roles。")
    case = load_case(slug)
    return case, case.exercise(name)


def load_exercise(exercise_id: str) -> Exercise:
    """The exercise of :func:`locate` alone."""
    return locate(exercise_id)[1]


def all_exercises() -> Iterator[Exercise]:
    """Every exercise of every case."""
    for slug in case_slugs():
        yield from load_case(slug).exercises()


__all__ = [
    "Case",
    "Document",
    "all_exercises",
    "case_slugs",
    "load_case",
    "load_exercise",
    "locate",
    "read_rows",
    "root",
]
