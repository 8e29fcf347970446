"""Answers that know nothing: the same everywhere, all 证据不足, everything ticked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from kabook.exercises import Exercise
from kabook.exercises.cards import Cards
from kabook.exercises.choice import Choice
from kabook.exercises.columns import UNKNOWN, Cell, Column
from kabook.exercises.table import Table


def guesses(exercise: Exercise) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, answer) of every blind answer that the laws of design section 8 bound."""
    if isinstance(exercise, Choice) and exercise.choose == "several":
        yield "全部勾选", {"chosen": [option.id for option in exercise.options]}
    if isinstance(exercise, Cards):
        yield "全部勾选", {"chosen": [card.id for card in exercise.cards]}
    if isinstance(exercise, Table) and exercise.rows:
        yield "每行同一个答案", _filled(exercise, _best_constant)
        yield "全部勾选", _filled(exercise, _everything)
        answer = all_unknown(exercise)
        if answer:
            yield "全答证据不足", answer


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
