"""The header of a page: who is signed in, how far, the contents, the notice on what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from traitlets import Dict, List, Unicode

from kabook.casework import load_exercise, root
from kabook.errors import IdentityError, StoreError
from kabook.lessons import PAGES
from kabook.outline import lesson_contents
from kabook.widgets.asset import Part, Reply
from kabook.widgets.dossier import ready_cases
from kabook.widgets.journal import Sentence, log_failure
from kabook.widgets.page import Page, page


class Lesson(Part):
    """The header of page ``name``."""

    part = Unicode("lesson").tag(sync=True)
    page = Unicode().tag(sync=True)
    title = Unicode().tag(sync=True)
    contents = List().tag(sync=True)
    trainee = Dict().tag(sync=True)
    notice = Dict().tag(sync=True)
    nav = List().tag(sync=True)
    cases = List().tag(sync=True)

    def __init__(self, name: str, entries: list[dict[str, Any]], here: Page) -> None:
        self._page = here
        self._entries = entries
        called = (exercise for entry in entries for exercise in entry["exercises"])
        # Kept: the contents are sent again after every attempt.
        self._titles = {exercise: load_exercise(exercise).title for exercise in called}
        titles = {each: page_title(each) for each in PAGES if page_path(each).is_file()}
        super().__init__(
            page=name,
            title=titles.get(name, ""),
            contents=self._contents(),
            trainee={"name": here.trainee.name, "signed_in": here.trainee.signed_in},
            notice=self._notice(),
            nav=[
                {"href": page_href(each), "title": title}
                for each, title in titles.items()
                if each != name
            ],
            # Citations in the prose name a case by its short title.
            cases=[{"slug": each.slug, "short": each.file.short} for each in ready_cases()],
        )
        # A cell run again in JupyterLab replaces its header.
        here.watchers[name] = self

    def __repr__(self) -> str:
        return f"<课程页 {self.page}>"

    def handlers(self) -> dict[str, Callable[[dict[str, Any]], Reply | None]]:
        return {"notice-accepted": self._accept}

    def refresh(self) -> None:
        """Show the tallies as they are now."""
        self.contents = self._contents()

    def _accept(self, _message: dict[str, Any]) -> Reply:
        at = self._page.accept_notice()
        self.notice = self._notice()
        return {"type": "saved", "at": self._page.shown(at)}

    def _notice(self) -> dict[str, Any]:
        return {"seen": self._page.has_accepted(), "text": self._page.notice}

    def _contents(self) -> list[dict[str, Any]]:
        return [
            {**entry, "exercises": [self._entry(name) for name in entry["exercises"]]}
            for entry in self._entries
        ]

    def _entry(self, name: str) -> dict[str, Any]:
        tally = self._page.tally(name)
        shown = {"id": name, "title": self._titles[name]}
        return {**shown, "attempts": tally.attempts, "best": tally.best}


def lesson(name: str) -> Any:
    """The header of page ``name`` (``part1_roles``)."""
    # Before page(): there a preheated kernel waits for its visitor, who need not wait for files.
    entries = lesson_contents(name)
    for entry in entries:
        for exercise in entry["exercises"]:
            load_exercise(exercise)
    try:
        return Lesson(name, entries, page())
    except (IdentityError, StoreError) as error:
        log_failure()
        return Sentence(error)


def page_path(name: str) -> Path:
    return root() / "notebooks" / f"{name}.md"


def page_href(name: str, anchor: str = "") -> str:
    """Relative: the same under Voila and in JupyterLab."""
    return f"{name}.ipynb" + (f"#{anchor}" if anchor else "")


def page_title(name: str) -> str:
    """The page's first heading."""
    with page_path(name).open(encoding="utf-8") as file:
        return next((line[2:].strip() for line in file if line.startswith("# ")), name)
