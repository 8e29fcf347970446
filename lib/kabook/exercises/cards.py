"""Kind ``cards``: choose and order fragments of a reply."""

from __future__ import annotations

from itertools import combinations
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from kabook.exercises.base import (
    STYLE_CAPS,
    STYLE_NAMES,
    Content,
    Exercise,
    MisconceptionCode,
    Rule,
    Slug,
    Text,
    UnreadableError,
    done,
    expect_distinct,
    expect_fields,
    expect_known,
)
from kabook.exercises.result import Cap, Check, Result
from kabook.exercises.scoring import derived_order

_MUST_POINTS = 8.0
_ORDER_POINTS = 2.0


class Card(Content):
    """A fragment; ``order`` among the must cards, equal numbers are interchangeable."""

    id: Slug
    text: Text
    rule: Literal["must", "may", "must_not"]
    order: int | None = None
    feedback: Text | None = None
    misconception: MisconceptionCode | None = None
    forbidden: Rule | None = None
    style: Literal["argue", "attack", "discount", "overpromise", "gaming"] | None = None

    @model_validator(mode="after")
    def _speaks(self) -> Self:
        if self.rule == "must" and self.order is None:
            raise ValueError(f"必选卡 {self.id} 要有 order")
        if self.rule != "must" and not self.feedback:
            raise ValueError(f"卡片 {self.id} 要有自己的 feedback")
        return self


class Cards(Exercise):
    """Choose at most ``pick`` cards and put them in order."""

    kind: Literal["cards"]
    pick: Annotated[int, Field(ge=2)]
    cards: Annotated[tuple[Card, ...], Field(min_length=5)]
    missed: dict[Slug, Text] = {}
    order_feedback: Text

    @model_validator(mode="after")
    def _has_a_key(self) -> Self:
        expect_distinct((card.id for card in self.cards), "卡片", "cards")
        musts = [card.id for card in self._musts]
        if not 2 <= len(musts) <= self.pick:
            raise ValueError("必选卡至少两张，也不能多于 pick")
        for name in self.missed:
            if name not in musts:
                raise ValueError(f"missed 里的 {name} 不是必选卡")
        for name in musts:
            if name not in self.missed:
                raise ValueError(f"必选卡 {name} 没有 missed：没选它时说什么")
        return self

    @property
    def _musts(self) -> list[Card]:
        return sorted(
            (card for card in self.cards if card.rule == "must"),
            key=lambda card: card.order or 0,
        )

    @property
    def points(self) -> float:
        return _MUST_POINTS + _ORDER_POINTS

    @property
    def judged_rows(self) -> int:
        return len(self.cards)

    @property
    def blank(self) -> dict[str, Any]:
        return {"chosen": []}

    @property
    def model_answer(self) -> dict[str, Any]:
        return {"chosen": [card.id for card in self._musts]}

    @property
    def answer_schema(self) -> dict[str, Any]:
        ids = sorted(card.id for card in self.cards)
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["chosen"],
            "properties": {
                "chosen": {"type": "array", "items": {"enum": ids}, "uniqueItems": True}
            },
        }

    def view(self) -> dict[str, Any]:
        texts = {card.id: card.text for card in self.cards}
        shown = derived_order(self.id, sorted(texts))
        return {
            "pick": self.pick,
            "cards": [{"id": name, "text": texts[name]} for name in shown],
        }

    def _judge(self, answer: dict[str, Any]) -> Result:
        expect_fields(answer, "chosen")
        cards = {card.id: card for card in self.cards}
        names = expect_known(answer.get("chosen", []), cards, "卡片")
        chosen = [cards[name] for name in names]
        if len(chosen) > self.pick:
            raise UnreadableError(f"最多选 {self.pick} 张，现在选了 {len(chosen)} 张。")
        musts = self._musts
        each = _MUST_POINTS / len(musts)
        checks = [self._must_check(card, card in chosen, each, bool(chosen)) for card in musts]
        cost = _MUST_POINTS * max(1 / (2 * len(musts)), 1 / max(1, len(self.cards) - len(musts)))
        earned = sum(check.earned for check in checks)
        for card in chosen:
            if card.rule != "must":
                taken = min(cost, earned)
                earned -= taken
                checks.append(_extra_check(card, taken))
        checks.append(self._order_check([card for card in chosen if card.rule == "must"]))
        return Result.of(checks, _caps(chosen))

    def _must_check(self, card: Card, taken: bool, points: float, answered: bool) -> Check:
        if taken:
            return Check(card.id, _short(card.text), points, points, "right", key=card.text)
        reason = self.missed[card.id] if answered else ""
        # Not under the card's own id: the page would learn which card it was.
        name = f"missing.{self._musts.index(card) + 1}"
        return Check(name, f"缺的第 {card.order} 步", points, 0.0, "missing", reason, key=card.text)

    def _order_check(self, chosen: list[Card]) -> Check:
        wanted = len(self._musts)
        pairs = list(combinations(chosen, 2))
        kept = sum((first.order or 0) <= (second.order or 0) for first, second in pairs)
        possible = wanted * (wanted - 1) / 2
        share = kept / possible
        key = " → ".join(_short(card.text) for card in self._musts)
        points = _ORDER_POINTS
        if share == 1:
            return Check("order", "次序", points, points, "right", key=key)
        if kept == len(pairs):
            return Check("order", "次序", points, points * share, "partial" if kept else "missing")
        reason = self.order_feedback
        return Check("order", "次序", points, points * share, "partial", reason, key=key)


def _extra_check(card: Card, taken: float) -> Check:
    # The line carries no points of its own, only what the extra card cost.
    return Check(
        card.id,
        _short(card.text),
        0.0,
        -taken,
        "wrong" if card.rule == "must_not" else "partial",
        card.feedback or "",
        (),
        card.misconception,
        "不该选",
    )


def _caps(chosen: list[Card]) -> list[Cap]:
    caps = [done(card.forbidden, card.text) for card in chosen if card.forbidden]
    for card in chosen:
        if card.style:
            limit = STYLE_CAPS[card.style]
            caps.append(Cap(card.style, limit, STYLE_NAMES[card.style], card.text))
    return caps


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
