"""What a plan has to keep: which actions are meant, and what must hold of them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from kabook.exercises.base import Content, MisconceptionCode, Rule, Slug, Text


def _day(text: str) -> str:
    datetime.date.fromisoformat(text)
    return text


Day = Annotated[Text, AfterValidator(_day)]


class Action(NamedTuple):
    """A complete row of the plan."""

    date: str
    person: str
    reason: str
    gain: str
    next: str


class Match(Content):
    """Actions for which every given field holds; dates are inclusive."""

    person: tuple[Slug, ...] = ()
    reason: tuple[Slug, ...] = ()
    gain: tuple[Slug, ...] = ()
    next: tuple[Slug, ...] = ()
    start: Annotated[Day | None, Field(alias="from")] = None
    end: Annotated[Day | None, Field(alias="to")] = None

    def holds(self, action: Action) -> bool:
        named = all(
            getattr(action, name) in getattr(self, name)
            for name in ("person", "reason", "gain", "next")
            if getattr(self, name)
        )
        after = self.start is None or self.start <= action.date
        return named and after and (self.end is None or action.date <= self.end)


class Constraint(Content):
    """Something a good plan keeps; ``hard`` ones cap the score when they are broken."""

    id: Slug
    label: Text
    test: Literal["never", "some", "each", "before", "spaced", "at_most"]
    match: Match = Match()
    then: Match | None = None
    count: Annotated[int, Field(ge=1)] = 1
    days: Annotated[int, Field(ge=1)] = 1
    hard: bool = False
    points: Annotated[float, Field(gt=0)] = 2.0
    rule: Rule | None = None
    feedback: Text
    misconception: MisconceptionCode | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.test in ("each", "before") and self.then is None:
            raise ValueError(f"{self.id}：{self.test} 还要写 then")
        if self.rule is not None and self.test != "never":
            raise ValueError(f"{self.id}：rule 只配 test: never")
        return self

    def offender(self, actions: list[Action]) -> Action | None:
        """The first action that breaks a ``never``."""
        return next((action for action in actions if self.match.holds(action)), None)

    def kept(self, actions: list[Action]) -> bool:
        found = [action for action in actions if self.match.holds(action)]
        then = self.then or Match()
        if self.test == "never":
            return not found
        if self.test == "some":
            return len(found) >= self.count
        if self.test == "at_most":
            return len(found) <= self.count
        if self.test == "each":
            return bool(found) and all(then.holds(action) for action in found)
        if self.test == "before":
            later = [action for action in actions if then.holds(action)]
            return bool(found and later) and min(a.date for a in found) < min(a.date for a in later)
        return _spaced(found, self.days)


def _spaced(actions: list[Action], days: int) -> bool:
    dates: dict[str, list[datetime.date]] = defaultdict(list)
    for action in actions:
        dates[action.person].append(datetime.date.fromisoformat(action.date))
    return all((b - a).days >= days for each in dates.values() for a, b in pairwise(sorted(each)))
