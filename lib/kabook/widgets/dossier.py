"""The case page: one case's papers, and its exercises by part below them."""

from __future__ import annotations

import os
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import parse_qs

import ipywidgets
from traitlets import Dict, List, Unicode

from kabook.casework import Case, case_slugs, load_case
from kabook.errors import ContentError, ContentErrors, IdentityError, StoreError, UnknownIdError
from kabook.outline import parts
from kabook.widgets.asset import Part, Reply, Stack
from kabook.widgets.casefiles import casefile_handlers
from kabook.widgets.journal import Sentence, log_failure
from kabook.widgets.page import page
from kabook.widgets.practice import Practice


class Dossier(Part):
    """A case's papers; ``cases`` are the others one may turn to."""

    part = Unicode("dossier").tag(sync=True)
    dossier = Dict().tag(sync=True)
    cases = List().tag(sync=True)

    def __init__(self, shown: Case) -> None:
        self._slug = shown.slug
        super().__init__(
            dossier=shown.dossier(),
            cases=[
                {"slug": each.slug, "title": each.title, "href": case_href(each.slug)}
                for each in ready_cases()
            ],
        )

    def __repr__(self) -> str:
        return f"<卷宗 {self._slug}>"

    def handlers(self) -> dict[str, Callable[[dict[str, Any]], Reply | None]]:
        return {**casefile_handlers(self._slug)}


def case(slug: str = "") -> Any:
    """A case with its ready exercises; without ``slug`` the one of ``?case=``, else the first.

    Raises:
        UnknownIdError: there is no case to show.
    """
    try:
        # First: under a preheated Voila the address is known only once the visitor is.
        here = page()
        shown = load_case(slug) if slug else _asked_for()
        children: list[Any] = [Dossier(shown)]
        ready = [exercise for exercise in shown.exercises() if exercise.status == "ready"]
        for part in parts():
            own = [exercise for exercise in ready if exercise.part == part.id]
            if own:
                children.append(ipywidgets.HTML(f'<h2 class="kb-part">{escape(part.title)}</h2>'))
                children.extend(Practice(shown, exercise, here) for exercise in own)
    except (IdentityError, StoreError) as error:
        log_failure()
        return Sentence(error)
    return CaseStack(children)


class CaseStack(Stack):
    """The repr leaves out the headings between the exercises."""

    def __repr__(self) -> str:
        return "\n".join(repr(child) for child in self.children if isinstance(child, Part))


def ready_cases() -> list[Case]:
    """Cases with a customer that may be shown; one that cannot be read is left out."""
    cases = []
    for slug in case_slugs():
        try:
            cases.append(load_case(slug))
        except (ContentError, ContentErrors):
            log_failure()
    return [each for each in cases if each.file.status == "ready" and not each.is_drill]


def case_href(slug: str) -> str:
    return f"case.ipynb?case={slug}"


def _asked_for() -> Case:
    ready = {each.slug: each for each in ready_cases()}
    if not ready:
        raise UnknownIdError("还没有可以做的案例。")
    asked = parse_qs(os.environ.get("QUERY_STRING", "")).get("case", [""])[0]
    return ready.get(asked) or next(iter(ready.values()))
