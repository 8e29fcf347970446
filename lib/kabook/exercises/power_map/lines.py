"""Lines drawn against lines proved: which stands for which, and what each earns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Literal, NamedTuple

from kabook.exercises.power_map.answer import Line
from kabook.exercises.power_map.key import (
    KeyRelation,
    RefutedRelation,
    RelationKind,
    ToleratedRelation,
)

REVERSED = 0.5
OVERCLAIMED = 0.5
RULING_SHARE = 0.3
#: What an extra line costs in lines: with 0.5 a line pays when it is likelier than one in three.
EXTRA = 0.5
_MOST_ASSIGNED = 5

Pair = frozenset[str]


class Matched(NamedTuple):
    """A drawn line and what it stands for; ``share`` of the key's line, or of an extra's cost."""

    drawn: Line
    key: KeyRelation | None
    share: float
    fate: Literal["right", "near", "tolerated", "refuted", "extra"]
    refuted: RefutedRelation | None = None

    @property
    def holds(self) -> bool:
        """The right kind in the right direction: its evidence counts."""
        return self.fate == "right"


@dataclass(frozen=True)
class LineKey:
    """What the documents say about lines, by unordered pair."""

    kinds: Mapping[str, RelationKind]
    proved: Mapping[Pair, Sequence[KeyRelation]]
    tolerated: frozenset[tuple[str, str, str]]
    refuted: Mapping[Pair, Sequence[RefutedRelation]]
    asks_ruling: bool

    @classmethod
    def of(
        cls,
        kinds: Mapping[str, RelationKind],
        proved: Sequence[KeyRelation],
        tolerated: Iterable[ToleratedRelation],
        refuted: Iterable[RefutedRelation],
        *,
        asks_ruling: bool,
    ) -> LineKey:
        by_pair: dict[Pair, list[KeyRelation]] = defaultdict(list)
        for relation in proved:
            by_pair[frozenset((relation.start, relation.end))].append(relation)
        against: dict[Pair, list[RefutedRelation]] = defaultdict(list)
        for rumour in refuted:
            against[frozenset((rumour.start, rumour.end))].append(rumour)
        allowed = {(line.kind, line.start, line.end) for line in tolerated}
        allowed |= set(_from_the_chart(proved))
        both_ways = {
            (kind, end, start)
            for kind, start, end in allowed
            if kind in kinds and not kinds[kind].directed
        }
        return cls(kinds, by_pair, frozenset(allowed | both_ways), against, asks_ruling)

    def match(self, lines: Iterable[Line]) -> Iterator[Matched]:
        """Every drawn line with its fate; a line of the key is stood for at most once."""
        drawn: dict[Pair, list[Line]] = defaultdict(list)
        for line in lines:
            drawn[frozenset((line.start, line.end))].append(line)
        for pair, members in drawn.items():
            yield from self._pair(members, self.proved.get(pair, ()), self.refuted.get(pair, ()))

    def _pair(
        self,
        lines: list[Line],
        proved: Sequence[KeyRelation],
        refuted: Sequence[RefutedRelation],
    ) -> Iterator[Matched]:
        left, open_keys = list(lines), list(proved)
        for line in lines:
            exact = next((key for key in open_keys if self._exact(line, key)), None)
            if exact is not None:
                left.remove(line)
                open_keys.remove(exact)
                yield Matched(line, exact, self._share(line, exact), "right")
        for line, key in self._assigned(left, open_keys):
            left.remove(line)
            yield Matched(line, key, self._share(line, key), "near")
        for line in left:
            against = next((r for r in refuted if r.kind in ("any", line.kind)), None)
            if (line.kind, line.start, line.end) in self.tolerated:
                yield Matched(line, None, 0.0, "tolerated")
            elif against is not None:
                yield Matched(line, None, EXTRA, "refuted", against)
            else:
                yield Matched(line, None, EXTRA, "extra")

    def _assigned(
        self, lines: list[Line], keys: list[KeyRelation]
    ) -> Iterator[tuple[Line, KeyRelation]]:
        """The assignment of what is left on one pair that earns most; bounded, pairs are small."""
        candidates = lines[:_MOST_ASSIGNED]
        best: list[tuple[Line, KeyRelation]] = []
        best_share = 0.0
        slots: list[KeyRelation | None] = [*keys, *([None] * max(0, len(candidates) - len(keys)))]
        for order in permutations(slots, len(candidates)) if candidates and keys else ():
            pairs = [(a, b) for a, b in zip(candidates, order, strict=True) if b is not None]
            pairs = [(a, b) for a, b in pairs if self._share(a, b) > 0]
            share = sum(self._share(a, b) for a, b in pairs)
            if share > best_share:
                best, best_share = pairs, share
        yield from best

    def _exact(self, line: Line, key: KeyRelation) -> bool:
        if line.kind not in (key.kind, *key.accepts):
            return False
        return not self.kinds[line.kind].directed or line.start == key.start

    def _share(self, line: Line, key: KeyRelation) -> float:
        kinds = self.kinds
        if line.kind in (key.kind, *key.accepts):
            share = 1.0
        else:
            share = kinds[key.kind].near.get(line.kind, 0.0)
        both_directed = kinds[line.kind].directed and kinds[key.kind].directed
        if both_directed and line.start != key.start:
            share *= REVERSED
        if key.certainty == "inferred" and line.certainty == "confirmed":
            share *= OVERCLAIMED
        if self.asks_ruling and key.ruling is not None and line.ruling != key.ruling:
            share *= 1 - RULING_SHARE
        return share


def _from_the_chart(proved: Sequence[KeyRelation]) -> Iterator[tuple[str, str, str]]:
    """Lines the organisation chart already implies: skip-level reports, a chief's influence."""
    chiefs: dict[str, set[str]] = defaultdict(set)
    for relation in proved:
        if relation.kind == "reports":
            chiefs[relation.start].add(relation.end)
    for person in list(chiefs):
        above, reached = set(chiefs[person]), set(chiefs[person])
        while above:
            above = {c for a in above for c in chiefs.get(a, ())} - reached
            reached |= above
        for chief in reached - {person}:
            yield ("influence", chief, person)
            if chief not in chiefs[person]:
                yield ("reports", person, chief)
