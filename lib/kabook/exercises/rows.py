"""A judged row of a table: its key, the answers foreseen, what each cell earns."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from kabook.exercises.base import (
    Citation,
    Content,
    MisconceptionCode,
    Rule,
    Slug,
    SufficientSets,
    Text,
    condoned,
    flat_evidence,
)
from kabook.exercises.columns import Cell, Column
from kabook.exercises.result import PASSING, Cap, Check, Verdict


class NamedAnswer(Content):
    """A foreseen answer of one cell with words of its own; ``credit`` > 0 makes it 可辩护.

    In a set column it matches when all its labels are in the trainee's set.
    """

    column: Slug
    answer: Cell
    feedback: Text
    credit: Annotated[float, Field(ge=0, lt=1)] = 0.0
    misconception: MisconceptionCode | None = None
    refuted_by: Citation | None = None

    def matches(self, cell: Cell) -> bool:
        if isinstance(self.answer, tuple) and isinstance(cell, tuple):
            return set(self.answer) <= set(cell)
        return self.answer == cell


class Forbidden(Content):
    """Judging this row's practice to be ``fine`` zeroes the row and caps the exercise."""

    column: Slug
    rule: Rule
    fine: tuple[str, ...]


class Row(Content):
    """A judged row; a person's id takes its label from the case."""

    id: Slug
    label: Text
    weight: Annotated[float, Field(gt=0)] = 1.0
    skip: tuple[Slug, ...] = ()
    key: dict[Slug, Cell]
    evidence: SufficientSets = ()
    feedback: Text | dict[Slug, Text]
    named: tuple[NamedAnswer, ...] = ()
    forbidden: Forbidden | None = None

    @property
    def all_evidence(self) -> tuple[str, ...]:
        """Every paragraph of every sufficient set, once."""
        return flat_evidence(self.evidence)

    def reason(self, column: str) -> str:
        """The words for a wrong answer that nobody foresaw."""
        if isinstance(self.feedback, str):
            return self.feedback
        return self.feedback.get(column, "")


def empty_check(row: Row, column: Column) -> Check:
    """The line of a cell in which nothing was answered."""
    return Check(
        f"{row.id}.{column.id}",
        f"{row.label} · {column.label}",
        column.points * row.weight,
        0.0,
        "missing",
        key=column.label_of(row.key[column.id]),
    )


def cell_check(row: Row, column: Column, cell: Cell | None, empty: Check) -> Check:
    """The line of an answered cell; ``empty`` is the same line with nothing answered."""
    if cell is None:
        return empty
    share = column.share(cell, row.key[column.id])
    if share == 1:
        return empty._replace(earned=empty.points, verdict="right")
    named = next((n for n in row.named if n.column == column.id and n.matches(cell)), None)
    verdict: Verdict = "partial" if share > 0 else "wrong"
    if named is None:
        reason = row.reason(column.id)
        return empty._replace(earned=empty.points * share, verdict=verdict, reason=reason)
    if named.credit >= PASSING:
        verdict = "defensible"
    elif named.refuted_by:
        verdict = "refuted"
    return empty._replace(
        earned=empty.points * max(share, named.credit),
        verdict=verdict,
        reason=named.feedback,
        evidence=(named.refuted_by,) if named.refuted_by else (),
        misconception=named.misconception,
    )


def update_check(row: Row, column: Column, cells: dict[str, Any]) -> Check:
    """Direction and size of a change of belief, half the points each."""
    points = column.points * row.weight
    label = f"{row.label} · 读新材料后的变化"
    before, after = cells.get(column.updates or ""), cells.get(column.id)
    key_before, key_after = row.key[column.updates or ""], row.key[column.id]
    scale = column.scale
    check = Check(f"{row.id}.{column.id}-change", label, points, 0.0, "missing")
    if before not in scale or after not in scale:
        return check if before is None or after is None else check._replace(verdict="wrong")
    wanted = scale.index(key_after) - scale.index(key_before)
    moved = scale.index(after) - scale.index(before)
    direction = (moved > 0) - (moved < 0) == (wanted > 0) - (wanted < 0)
    share = 0.5 * direction + 0.5 * (direction and abs(moved - wanted) <= 1)
    if share == 1:
        return check._replace(earned=points, verdict="right")
    if not moved:
        reason = "新材料摆在面前，判断没有动。问自己：什么样的材料才会让你改？"
    elif not wanted:
        reason = "新材料并没有碰到这个判断，你却改了。"
    elif direction:
        reason = "方向对，幅度不合适：这份材料的分量再称一称。"
    else:
        reason = "方向反了：把新材料里的动作和日期重读一遍。"
    return check._replace(
        earned=points * share, verdict="partial" if share else "wrong", reason=reason
    )


def row_cap(row: Row, cells: dict[str, Any]) -> Cap | None:
    forbidden = row.forbidden
    if forbidden and cells.get(forbidden.column) in forbidden.fine:
        return condoned(forbidden.rule, row.label)
    return None
