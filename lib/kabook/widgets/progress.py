"""The landing page: the four parts, the cases, where one stopped, and a search over all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import mean
from typing import Any

from traitlets import Any as AnyTrait
from traitlets import List, Unicode

from kabook.casework import load_exercise
from kabook.errors import IdentityError, StoreError, UnknownIdError
from kabook.lessons import PAGES, lessons
from kabook.outline import parts
from kabook.widgets.asset import Part, RefusedError, Reply
from kabook.widgets.dossier import case_href, ready_cases
from kabook.widgets.journal import Sentence, log_failure
from kabook.widgets.lesson import page_href
from kabook.widgets.page import Page, page
from kabook.widgets.search import exercise_places, find


class Progress(Part):
    """How far the trainee is, everywhere."""

    part = Unicode("progress").tag(sync=True)
    parts = List().tag(sync=True)
    cases = List().tag(sync=True)
    resume = AnyTrait(None, allow_none=True).tag(sync=True)
    trainee = Unicode().tag(sync=True)

    label = "学习进度"

    def __init__(self, here: Page) -> None:
        self._page = here
        super().__init__(
            parts=self._parts(),
            cases=self._cases(),
            resume=self._resume(),
            trainee=here.trainee.name,
        )

    def handlers(self) -> dict[str, Callable[[dict[str, Any]], Reply | None]]:
        return {"search": self._search}

    def _search(self, message: dict[str, Any]) -> Reply:
        query = message.get("query")
        if not isinstance(query, str):
            raise RefusedError("没有收到要找的词。")
        return {"type": "found", "hits": [hit._asdict() for hit in find(query)]}

    def _parts(self) -> list[dict[str, Any]]:
        """All four; one that is not written yet has no ``href``."""
        pages = {lesson.page: lesson for lesson in lessons()}
        shown = []
        for node in parts():
            slug = next((name for name in PAGES if name.startswith(f"part{node.id[1]}_")), "")
            written = slug in pages
            calls = pages[slug].calls if written else ()
            exercises = [n for call in calls if call.name == "practice" for n in call.arguments]
            shown.append(
                {
                    "slug": slug,
                    "title": node.title,
                    "href": page_href(slug) if written else "",
                    **self._done(exercises),
                    "chapters": [
                        {"title": child.title, "href": page_href(slug, child.id) if written else ""}
                        for child in node.children
                    ],
                }
            )
        return shown

    def _cases(self) -> list[dict[str, Any]]:
        return [
            {
                "slug": case.slug,
                "title": case.title,
                "industry": case.file.industry,
                "minutes": case.file.minutes,
                "href": case_href(case.slug),
                **self._done(e.id for e in case.exercises() if e.status == "ready"),
            }
            for case in ready_cases()
        ]

    def _done(self, names: Iterable[str]) -> dict[str, Any]:
        tallies = [self._page.tally(name) for name in names]
        best = [tally.best for tally in tallies if tally.best is not None]
        return {
            "done": len(best),
            "total": len(tallies),
            "best_mean": round(mean(best), 4) if best else None,
        }

    def _resume(self) -> dict[str, Any] | None:
        places = exercise_places(lessons())
        latest = max(
            (draft for name, draft in self._page.drafts().items() if name in places),
            key=lambda draft: draft.saved_at,
            default=None,
        )
        if latest is None:
            return None
        try:
            title = load_exercise(latest.exercise).title
        except UnknownIdError:
            # A lesson may still call what its author has just taken away.
            return None
        when = self._page.shown(latest.saved_at)
        return {"href": places[latest.exercise], "title": title, "when": when}


def progress() -> Any:
    """The landing page of the trainee."""
    try:
        return Progress(page())
    except (IdentityError, StoreError) as error:
        log_failure()
        return Sentence(error)
