"""The people of a drawn map: on it or not, and what is said of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from kabook.exercises.base import evidence_check, flat_evidence
from kabook.exercises.power_map.answer import Card, DrawnMap
from kabook.exercises.power_map.key import (
    DIMENSIONS,
    NONE,
    WRONG_GUESS,
    KeyPerson,
    KeyUnlisted,
    faction_of,
)
from kabook.exercises.power_map.ledger import Account, Ledger
from kabook.exercises.result import Check, Verdict
from kabook.exercises.scoring import evidence_share
from kabook.exercises.vocabulary import UNKNOWN, vocabularies

_OFF_CASE = 0.5
_STRANGER = "这张卡不在这张图上。问自己：他动过这件事的哪一步？"


def enter_people(
    book: Ledger, drawn: DrawnMap, whom: Mapping[str, str], accounts: dict[str, Account]
) -> None:
    """Everybody of the key; ``whom`` is the person meant by each card the trainee added."""
    cards = {**drawn.people, **{whom[r]: c for r, c in drawn.unlisted.items() if whom.get(r)}}
    factions = _faction_shares(book, cards)
    hidden = 0
    for person in book.persons:
        card = cards.get(person.id)
        if card is not None:
            at, name = card.id, card.name
        elif isinstance(person, KeyUnlisted):
            hidden += 1
            # Neither the name nor the post of somebody who was not found.
            at, name = f"missing-person.{hidden}", "名单外还少一个人"
        else:
            at, name = person.id, book.names[person.id]
        verdict: Verdict = "right" if card else "missing"
        here = Check(f"{at}.on", f"{name} · 在图上", 1.0, 0.0, verdict, key=book.names[person.id])
        accounts["on"].enter(here, person.importance, float(card is not None))
        shares = {}
        for dimension in book.dimensions:
            if person.judged(dimension):
                value = card.values.get(dimension) if card else None
                if value is None:
                    share = 0.0
                elif dimension == "faction":
                    share = factions[person.id]
                else:
                    share = person.share(dimension, value)
                shares[dimension] = share
                check = _dimension_check(person, dimension, at, name, value, share)
                accounts[dimension].enter(check, person.importance, share)
        if "evidence" in accounts and person.evidence:
            cited = card.evidence if card else ()
            holds = card is not None and shares.get("roles", 1.0) == 1
            share = evidence_share(cited, person.evidence) if holds else 0.0
            label = f"{name} · 证据"
            check = evidence_check(f"{at}.evidence", label, 1.0, share, len(cited), person.evidence)
            accounts["evidence"].enter(check, person.importance, share)


def _dimension_check(
    person: KeyPerson, dimension: str, at: str, name: str, value: object, share: float
) -> Check:
    verdict: Verdict = "missing"
    if value is not None:
        verdict = "right" if share == 1 else "partial" if share > 0 else "wrong"
    return Check(
        f"{at}.{dimension}",
        f"{name} · {DIMENSIONS[dimension]}",
        1.0,
        0.0,
        verdict,
        person.reason(dimension) if verdict in ("partial", "wrong") else "",
        flat_evidence(person.evidence) if dimension == "roles" else (),
        person.misconception if verdict == "wrong" else None,
        key=label_of(dimension, person.key(dimension)),
    )


def _faction_shares(book: Ledger, cards: Mapping[str, Card]) -> dict[str, float]:
    """Person → share; the trainee's names for factions are matched one to one with the key's."""
    judged = [p for p in book.persons if p.judged("faction")]
    typed = {
        p.id: faction_of(cards[p.id].values["faction"])
        for p in judged
        if p.id in cards and "faction" in cards[p.id].values
    }
    wanted = {p.id: [faction_of(str(value)) for value in p.accepted("faction")] for p in judged}
    own = sorted({label for label in typed.values() if label not in (NONE, UNKNOWN)})
    theirs = sorted({w for ws in wanted.values() for w in ws} - {NONE, UNKNOWN})
    gain: dict[tuple[str, str], float] = defaultdict(float)
    for person in judged:
        for label in wanted[person.id]:
            if person.id in typed:
                gain[typed[person.id], label] += person.importance
    named = {NONE: NONE, UNKNOWN: UNKNOWN, **_best_naming(own, theirs, gain)}
    shares: dict[str, float] = defaultdict(float)
    for person in judged:
        if person.id not in typed:
            continue
        said = named.get(typed[person.id], "")
        if said in wanted[person.id]:
            shares[person.id] = 1.0
        elif said != UNKNOWN or UNKNOWN in wanted[person.id]:
            shares[person.id] = WRONG_GUESS
    return shares


def enter_strangers(
    book: Ledger, drawn: DrawnMap, whom: Mapping[str, str], accounts: dict[str, Account]
) -> None:
    """Cards of people who have no part in the matter: each costs half an average person."""
    belong = {person.id for person in book.persons}
    strangers = [card for name, card in drawn.people.items() if name not in belong]
    strangers += [card for ref, card in drawn.unlisted.items() if ref not in whom]
    for card in strangers:
        label = f"{card.name} · 在图上"
        check = Check(f"{card.id}.on", label, 0.0, 0.0, "wrong", _STRANGER, key="不该在图上")
        accounts["on"].enter(check, book.mean_weight, -_OFF_CASE)


def _best_naming(
    own: list[str], theirs: list[str], gain: Mapping[tuple[str, str], float]
) -> dict[str, str]:
    """The one-to-one naming of ``own`` labels by ``theirs`` that agrees on most weight.

    Dynamic programming over the subsets of ``theirs`` (a case has few factions).
    """
    best: dict[int, tuple[float, dict[str, str]]] = {0: (0.0, {})}
    for label in own:
        grown = dict(best)
        for used, (total, naming) in best.items():
            for index, target in enumerate(theirs):
                weight = gain.get((label, target), 0.0)
                if weight and not used >> index & 1:
                    now = used | 1 << index
                    if now not in grown or grown[now][0] < total + weight:
                        grown[now] = (total + weight, {**naming, label: target})
        best = grown
    return max(best.values(), key=lambda found: found[0])[1]


def label_of(dimension: str, value: Any) -> str:
    """A key value as a trainee reads it."""
    labels = _labels(dimension)
    if isinstance(value, tuple):
        return "、".join(labels[item] for item in value)
    return labels.get(value, str(value))


@cache
def _labels(dimension: str) -> dict[Any, str]:
    if dimension == "faction":
        return {NONE: "无", UNKNOWN: "证据不足"}
    return {entry["id"]: entry["label"] for entry in vocabularies()[dimension]}
