"""Answers that know nothing: the same everywhere, all 证据不足, everything ticked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from kabook.exercises import Exercise
from kabook.exercises.cards import Cards
from kabook.exercises.choice import Choice
from kabook.exercises.columns import Cell, Column
from kabook.exercises.plan import Plan
from kabook.exercises.power_map import PowerMap
from kabook.exercises.power_map.answer import MOST_RELATIONS
from kabook.exercises.table import Table
from kabook.exercises.vocabulary import UNKNOWN

CEILING = 0.2
_CHART_WITH_MIDDLES = 0.25
_ALL_LINES = 0.1
_MIDDLES = {"stance": 0, "influence": 3, "circle": "edge", "contact": "brief", "roles": ["use"]}


def guesses(exercise: Exercise) -> Iterator[tuple[str, dict[str, Any], float]]:
    """(name, answer, ceiling) of every blind answer that the laws of design section 8 bound."""
    if isinstance(exercise, Choice) and exercise.choose == "several":
        yield "全部勾选", {"chosen": [option.id for option in exercise.options]}, CEILING
    if isinstance(exercise, Cards):
        yield "全部勾选", {"chosen": [card.id for card in exercise.cards]}, CEILING
    if isinstance(exercise, Table) and exercise.rows:
        yield "每行同一个答案", _filled(exercise, _best_constant), CEILING
        yield "全部勾选", _filled(exercise, _everything), CEILING
        answer = all_unknown(exercise)
        if answer:
            yield "全答证据不足", answer, CEILING
    if isinstance(exercise, Plan):
        yield "一步重复到底", _repeated(exercise), CEILING
    if isinstance(exercise, PowerMap):
        if exercise.dimensions:
            yield "只抄组织图", _chart(exercise, {}), CEILING
            yield "组织图加中间值", _chart(exercise, _MIDDLES), _CHART_WITH_MIDDLES
            yield "人人证据不足", _chart(exercise, dict.fromkeys(_MIDDLES, UNKNOWN)), CEILING
        yield "所有的线都画上", _all_lines(exercise, len(exercise.relations)), _ALL_LINES
        yield "一种线连遍所有人", _all_lines(exercise, 1), _ALL_LINES


def _repeated(plan: Plan) -> dict[str, Any]:
    """The first action of the model plan, day after day."""
    start = date.fromisoformat(plan.start)
    days = [(start + timedelta(number)).isoformat() for number in range(plan.least)]
    return {"actions": [{**plan.model[0], "date": day} for day in days]}


def _chart(drawing: PowerMap, values: dict[str, Any]) -> dict[str, Any]:
    """Everybody of the tray, the official lines, and the same values for everybody."""
    asked = {
        name: value
        for name, value in values.items()
        if name in drawing.dimensions and (name, value) != ("roles", UNKNOWN)
    }
    lines = [
        {"kind": "reports", "from": person.id, "to": person.reports_to}
        for person in drawing.people
        if person.reports_to and any(kind.id == "reports" for kind in drawing.relations)
    ]
    people = [{"id": person.id, **asked} for person in drawing.people]
    return {"people": people, "unlisted": [], "relations": lines}


def _all_lines(drawing: PowerMap, kinds: int) -> dict[str, Any]:
    """Every pair joined, by as many kinds as an answer may hold, the densest first."""
    people = [person.id for person in drawing.people]
    ends = [matter.id for matter in drawing.matters] or people
    lines = [
        {"kind": kind.id, "from": a, "to": b}
        for kind in drawing.relations[-kinds:]
        for a in people
        for b in ends
        if drawing.matters or a < b
    ]
    return {"people": [], "unlisted": [], "relations": lines[:MOST_RELATIONS]}


def all_unknown(exercise: Exercise) -> dict[str, Any] | None:
    """证据不足 wherever it can be chosen; None where it cannot."""
    if not isinstance(exercise, Table):
        return None
    answer = _filled(exercise, _unknown)
    return answer if any(answer["rows"].values()) else None


def _filled(table: Table, choose: Any) -> dict[str, Any]:
    rows: dict[str, dict[str, Any]] = {}
    for column in table.columns:
        value = choose(table, column)
        for row in table.rows:
            if value is not None and column.id in row.key:
                rows.setdefault(row.id, {})[column.id] = value
    return {"rows": rows}


def _best_constant(table: Table, column: Column) -> Any:
    candidates: list[Cell] = list(column.ids)
    if column.type == "set":
        singles = [(str(option),) for option in column.ids]
        candidates = [*singles, *((a, b) for (a,), (b,) in combinations(singles, 2))]
    if column.type == "number":
        candidates = [row.key[column.id] for row in table.rows if column.id in row.key]

    def total(candidate: Cell) -> float:
        return sum(
            row.weight * column.share(candidate, row.key[column.id])
            for row in table.rows
            if column.id in row.key
        )

    best = max(candidates, key=total, default=None)
    return list(best) if isinstance(best, tuple) else best


def _everything(table: Table, column: Column) -> Any:
    return list(column.ids) if column.type == "set" else _best_constant(table, column)


def _unknown(_: Table, column: Column) -> Any:
    return UNKNOWN if UNKNOWN in column.ids and column.type != "set" else None
