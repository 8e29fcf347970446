"""The ledger of a power map: every line a person or a relation, and what it earns.

Additive by design, so that mending one error never lowers the score; closeness measures, rank
correlations and kappa do (measured: one correction in twelve lost points). A constant answer
is subtracted as its own line, the idea of kappa on a constant (Cohen 1960).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kabook.exercises.power_map.key import (
    DIMENSIONS,
    KeyPerson,
    KeyRelation,
    MapKey,
    constants,
)
from kabook.exercises.power_map.lines import LineKey
from kabook.exercises.result import Check, Verdict
from kabook.exercises.scoring import STARTING_LINE_ROWS, above_line, starting_line

#: Share of the map's points by account, renormalised over those that are asked.
WEIGHTS = {
    "on": 8,
    "roles": 20,
    "stance": 16,
    "influence": 10,
    "circle": 6,
    "faction": 6,
    "contact": 4,
    "reports": 6,
    "lines": 24,
    "evidence": 15,
}


@dataclass
class Account:
    """The lines of one account; ``full`` is the sum of their weights."""

    name: str
    points: float
    full: float
    base: float = 0.0
    checks: list[Check] = field(default_factory=list)
    shares: float = 0.0

    def enter(self, check: Check, weight: float, share: float) -> None:
        """Enter a line of ``weight`` that earns ``share``, negative for what should not be there.

        ``check.points`` is 1 for what the key asks, 0 for what the trainee added.
        """
        self.shares += weight * share
        worth = self.points / self.full * weight
        asked = worth if check.points else 0.0
        self.checks.append(Check(check.id, check.label, asked, worth * share, *check[4:]))

    def closed(self) -> list[Check]:
        """The lines, and the line that brings their sum to the account's clamped points."""
        reached = self.shares / self.full
        counted = above_line(reached, self.base)
        if abs(counted - reached) < 1e-9:
            return self.checks
        label = (
            f"“{DIMENSIONS[self.name]}”给每个人填同一个值也能得 {100 * self.base:.0f}%，从这里起算"
            if self.base
            else "错的抵掉了对的，这一项从零起算"
        )
        earned = self.points * (counted - reached)
        verdict: Verdict = "right" if counted == 1 else "partial"
        return [*self.checks, Check(f"{self.name}.start", label, 0.0, earned, verdict)]


@dataclass(frozen=True)
class Ledger:
    """What is asked of one map; its accounts take the lines of a scorecard."""

    key: MapKey
    line_key: LineKey
    dimensions: tuple[str, ...]
    names: Mapping[str, str]
    points: float
    asks_evidence: bool

    @cached_property
    def persons(self) -> tuple[KeyPerson, ...]:
        return (*self.key.people, *self.key.unlisted)

    @cached_property
    def _importance(self) -> dict[str, float]:
        return {person.id: person.importance for person in self.persons}

    def weight_of(self, relation: KeyRelation) -> float:
        return self.pair_weight(relation.start, relation.end)

    def pair_weight(self, start: str, end: str) -> float:
        """The mean importance of two cards; a matter, or a stranger, counts 1."""
        return (self._importance.get(start, 1.0) + self._importance.get(end, 1.0)) / 2

    @cached_property
    def mean_weight(self) -> float:
        persons = self.persons
        return sum(p.importance for p in persons) / len(persons) if persons else 1.0

    def accounts(self) -> dict[str, Account]:
        """A fresh account for everything that is asked, with its points."""
        full = self._fulls
        asked = sum(WEIGHTS[name] for name in full)
        return {
            name: Account(name, self.points * WEIGHTS[name] / asked, full[name], self._bases[name])
            for name in full
        }

    @cached_property
    def _bases(self) -> dict[str, float]:
        return {n: self._base(n) if n in self.dimensions else 0.0 for n in self._fulls}

    @cached_property
    def _fulls(self) -> dict[str, float]:
        """Account → the sum of the weights of its lines; accounts nobody is judged in are left out."""
        full: dict[str, float] = defaultdict(float)
        for person in self.persons if self.dimensions else ():
            full["on"] += person.importance
            for dimension in self.dimensions:
                full[dimension] += person.importance * person.judged(dimension)
        for relation in self.key.relations:
            full[self.account_of(relation.kind)] += self.weight_of(relation)
        if self.asks_evidence:
            full["evidence"] = sum(
                person.importance for person in self.persons if person.evidence
            ) + sum(self.weight_of(line) for line in self.key.relations if line.evidence)
        return {name: full[name] for name in WEIGHTS if full.get(name)}

    def _base(self, dimension: str) -> float:
        """What the best single answer given for everybody would reach."""
        judged = [person for person in self.persons if person.judged(dimension)]
        values = constants(dimension)
        if len(judged) < STARTING_LINE_ROWS or not values:
            return 0.0
        return starting_line(
            [
                [(person.share(dimension, value), person.importance) for person in judged]
                for value in values
            ]
        )

    def account_of(self, kind: str) -> str:
        return "reports" if kind == "reports" else "lines"

    def key_text(self, relation: KeyRelation) -> str:
        """A line of the key as a trainee reads it."""
        kind = self.line_key.kinds[relation.kind]
        arrow = "→" if kind.directed else "—"
        sure = "，推测" if relation.certainty == "inferred" else ""
        why = f"。{relation.why}" if relation.why else ""
        return f"{self.names[relation.start]} {arrow} {self.names[relation.end]}（{kind.label}{sure}）{why}"
