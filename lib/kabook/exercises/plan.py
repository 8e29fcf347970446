"""Kind ``plan``: dated actions with a person, judged by constraints."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from kabook.exercises.base import (
    Content,
    Exercise,
    Person,
    Slug,
    Text,
    UnreadableError,
    done,
    expect_distinct,
    expect_fields,
    fault_at,
)
from kabook.exercises.constraints import Action, Constraint, Day, Match
from kabook.exercises.result import Cap, Check, Result
from kabook.exercises.scoring import derived_order

BROKEN_HARD = 0.4
_CHOICES = {"reason": "reasons", "gain": "gains", "next": "nexts"}
_MOST = 60
#: Tests that a plan with nothing in it would pass; they count in proportion to its length.
_VACUOUS = frozenset({"never", "spaced", "at_most"})


class PlanOption(Content):
    """A reason, a gain or a next step to choose."""

    id: Slug
    text: Text


class Plan(Exercise):
    """Plan at least ``least`` actions between two dates."""

    kind: Literal["plan"]
    start: Annotated[Day, Field(alias="from")]
    end: Annotated[Day, Field(alias="to")]
    closed: tuple[Day, ...] = ()
    least: Annotated[int, Field(ge=2)]
    most: Annotated[int, Field(le=20)]
    people: tuple[Person, ...]
    labels: dict[str, Text] = {}
    reasons: Annotated[tuple[PlanOption, ...], Field(min_length=3)]
    gains: Annotated[tuple[PlanOption, ...], Field(min_length=3)]
    nexts: Annotated[tuple[PlanOption, ...], Field(min_length=3)]
    constraints: Annotated[tuple[Constraint, ...], Field(min_length=3)]
    model: tuple[dict[str, str], ...]

    @model_validator(mode="after")
    def _key_fits(self) -> Self:
        for name in ("people", "reasons", "gains", "nexts", "constraints"):
            expect_distinct((entry.id for entry in getattr(self, name)), name, name)
        for number, constraint in enumerate(self.constraints):
            for match in (constraint.match, constraint.then or Match()):
                for name, known in self._known.items():
                    for wanted in getattr(match, name, ()):
                        if wanted not in known:
                            raise fault_at(f"没有 “{wanted}” 这一项", "constraints", number)
        return self

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        known = {"person": frozenset(person.id for person in self.people)}
        for name, field in _CHOICES.items():
            known[name] = frozenset(option.id for option in getattr(self, field))
        return known

    @property
    def points(self) -> float:
        return sum(constraint.points for constraint in self.constraints)

    @property
    def judged_rows(self) -> int:
        return len(self.constraints)

    @property
    def blank(self) -> dict[str, Any]:
        return {"actions": []}

    @property
    def model_answer(self) -> dict[str, Any]:
        return {"actions": [dict(action) for action in self.model]}

    @property
    def answer_schema(self) -> dict[str, Any]:
        properties: dict[str, Any] = {
            name: {"enum": sorted(known)} for name, known in self._known.items()
        }
        properties["date"] = {"type": "string", "format": "date"}
        action = {"type": "object", "additionalProperties": False, "properties": properties}
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["actions"],
            "properties": {"actions": {"type": "array", "items": action, "maxItems": self.most}},
        }

    def view(self) -> dict[str, Any]:
        view: dict[str, Any] = {
            "from": self.start,
            "to": self.end,
            "closed": list(self.closed),
            "least": self.least,
            "most": self.most,
            "people": [{"id": person.id, "label": person.label} for person in self.people],
            "labels": {"reason": "见面理由", "gain": "对方得到什么", "next": "约定的下一步"}
            | self.labels,
        }
        for field in _CHOICES.values():
            texts = {option.id: option.text for option in getattr(self, field)}
            shown = derived_order(f"{self.id}/{field}", sorted(texts))
            view[field] = [{"id": name, "label": texts[name]} for name in shown]
        return view

    # --- grading --------------------------------------------------------------------------------

    def _judge(self, answer: dict[str, Any]) -> Result:
        expect_fields(answer, "actions")
        rows = self._read(answer.get("actions") or [])
        actions = [
            Action(*(row[name] for name in Action._fields))
            for row in rows
            if len(row) == len(Action._fields)
        ]
        # A row repeated word for word is one action.
        different = list(dict.fromkeys(action._replace(date="") for action in actions))
        length = min(1.0, len(different) / self.least)
        checks, caps = [], []
        for constraint in self.constraints:
            kept = constraint.kept(actions)
            share = length if kept and constraint.test in _VACUOUS else float(kept)
            checks.append(_check(constraint, share, answered=bool(actions)))
            if not kept and actions:
                caps += self._caps(constraint, actions)
        return Result.of(checks, caps)

    def _caps(self, constraint: Constraint, actions: list[Action]) -> list[Cap]:
        offender = constraint.offender(actions) if constraint.test == "never" else None
        quote = self._words(offender) if offender else constraint.label
        if constraint.rule is not None:
            return [done(constraint.rule, quote)]
        if constraint.hard:
            return [Cap(constraint.id, BROKEN_HARD, f"硬条件没有守住：{constraint.label}", quote)]
        return []

    def _words(self, action: Action) -> str:
        people = {person.id: person.label for person in self.people}
        reasons = {option.id: option.text for option in self.reasons}
        return f"{action.date} {people[action.person]}：{reasons[action.reason]}"

    def _read(self, rows: Any) -> list[dict[str, str]]:
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise UnreadableError("actions 应当是一个列表，每一项是一个对象。")
        if len(rows) > min(self.most, _MOST):
            raise UnreadableError(f"最多排 {self.most} 步，现在有 {len(rows)} 步。")
        return [self._row(row) for row in rows]

    def _row(self, row: dict[str, Any]) -> dict[str, str]:
        expect_fields(row, *Action._fields)
        read = {}
        for name, value in row.items():
            if value in (None, ""):
                continue
            if not isinstance(value, str):
                raise UnreadableError(f"“{str(value)[:30]}”不是一个能选的值。")
            if name == "date":
                self._expect_day(value)
            elif value not in self._known[name]:
                raise UnreadableError(f"没有“{value[:30]}”这一项。")
            read[name] = value
        return read

    def _expect_day(self, value: str) -> None:
        try:
            day = datetime.date.fromisoformat(value)
        except ValueError:
            raise UnreadableError(f"“{value[:30]}”不是日期；写成 {self.start} 这样。") from None
        if not self.start <= day.isoformat() <= self.end or len(value) != len(self.start):
            raise UnreadableError(f"{value[:30]} 不在 {self.start} 到 {self.end} 之间。")


def _check(constraint: Constraint, share: float, *, answered: bool) -> Check:
    points = constraint.points
    check = Check(constraint.id, constraint.label, points, points * share, "right")
    if share == 1:
        return check
    if share > 0:
        return check._replace(verdict="partial", reason="步数还不够，这一条先按比例算。")
    reason = constraint.feedback if answered else ""
    return check._replace(
        verdict="wrong" if answered else "missing",
        reason=reason,
        misconception=constraint.misconception if answered else None,
    )
