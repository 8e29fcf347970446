"""The measures shared by the kinds: sets, scales, evidence, rank order (design section 4)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import combinations

from kabook.exercises.vocabulary import NEUTRAL_ROLES

#: Credit by distance on a scale of five and of three; further away earns nothing.
NEAR = {5: (1.0, 0.4), 3: (1.0, 0.25)}
#: From so many judged rows on, a column counts from what one answer everywhere would reach.
STARTING_LINE_ROWS = 4
_HIGHEST_STARTING_LINE = 0.8


def set_share(chosen: Collection[str], key: Collection[str], options: int) -> float:
    """Share of a set-valued answer, 0..1, of a key K out of ``options`` labels.

    Each right label earns 1/|K|; each extra costs max(1/(2|K|), 1/(N−|K|)), so ticking
    everything is worth nothing.
    """
    if not key:
        return 0.0
    wanted = set(key)
    extra = sum(label not in wanted for label in chosen)
    hits = len(wanted.intersection(chosen))
    cost = max(1 / (2 * len(wanted)), 1 / max(1, options - len(wanted)))
    return max(0.0, hits / len(wanted) - extra * cost)


def without_neutral(labels: Collection[str]) -> frozenset[str]:
    """Role labels without 守门人; somebody who is only a gatekeeper is outside the nine roles."""
    judged = frozenset(labels) - NEUTRAL_ROLES
    return judged if judged or not labels else frozenset({"none"})


def scale_share(answered: int, key: int, steps: int) -> float:
    """Share of an ordinal answer given as positions on a scale of ``steps`` (3 or 5)."""
    near = NEAR[steps]
    distance = abs(answered - key)
    return near[distance] if distance < len(near) else 0.0


def evidence_share(cited: Collection[str], sufficient: Sequence[Sequence[str]]) -> float:
    """F1 of the cited paragraphs against the nearest sufficient set, 0..1.

    Another paragraph of the same document counts one half; more than twice the set's size 0.
    """
    distinct = tuple(dict.fromkeys(cited))
    if not distinct:
        return 0.0
    return max((_f1(distinct, tuple(key)) for key in sufficient), default=0.0)


@lru_cache(4096)
def _documents(paragraphs: tuple[str, ...]) -> frozenset[str]:
    return frozenset(paragraph.partition("#")[0] for paragraph in paragraphs)


def _f1(cited: tuple[str, ...], key: tuple[str, ...]) -> float:
    if len(cited) > 2 * len(key):
        return 0.0
    precision = _nearness(cited, key)
    recall = _nearness(key, cited)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _nearness(paragraphs: tuple[str, ...], others: tuple[str, ...]) -> float:
    """Mean over ``paragraphs``: 1 when among ``others``, half when only its document is."""
    total = 0.0
    for paragraph in paragraphs:
        if paragraph in others:
            total += 1.0
        elif paragraph.partition("#")[0] in _documents(others):
            total += 0.5
    return total / len(paragraphs)


def starting_line(shares_by_constant: Collection[Sequence[tuple[float, float]]]) -> float:
    """What the best constant answer would reach, at most 0.8.

    Each element lists (share, weight) per row for one constant answer.
    """
    best = 0.0
    for rows in shares_by_constant:
        weight = sum(row_weight for _, row_weight in rows)
        best = max(best, sum(share * row_weight for share, row_weight in rows) / weight)
    return min(_HIGHEST_STARTING_LINE, best)


def above_line(reached: float, line: float) -> float:
    """What a share counts when it is counted from a starting line, 0..1."""
    return min(1.0, max(0.0, (reached - line) / (1 - line)))


def kendall_tau(order: Sequence[str], key: Sequence[str]) -> float:
    """Kendall's τ between two orders of the same items, −1..1 (Kendall 1938)."""
    position = {item: index for index, item in enumerate(order)}
    pairs = list(combinations(key, 2))
    agreeing = sum(position[first] < position[second] for first, second in pairs)
    return (2 * agreeing - len(pairs)) / len(pairs)


def derived_order(seed: str, ids: Sequence[str]) -> list[str]:
    """An order that depends on nothing but the exercise id and the ids shown."""
    return sorted(ids, key=lambda item: hashlib.sha256(f"{seed}/{item}".encode()).digest())


def neutral_order(seed: str, key: Sequence[str]) -> list[str]:
    """A fixed shuffle of a ranking that says nothing about its key: |τ| ≤ 0.2.

    The candidates depend on the exercise id and the ids alone; which one is taken depends on
    the key only through the requirement of neutrality.
    """
    for attempt in range(1000):
        order = derived_order(f"{seed}#{attempt}", key)
        if abs(kendall_tau(order, key)) <= 0.2:
            return order
    raise AssertionError("a ranking of five or more items has a neutral order")
