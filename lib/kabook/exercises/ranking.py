"""Kind ``ranking``: put five or more items in order."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from kabook.exercises.base import (
    Content,
    Exercise,
    MisconceptionCode,
    Slug,
    Text,
    UnreadableError,
    expect_distinct,
    expect_fields,
    expect_known,
)
from kabook.exercises.result import Check, Result, Verdict
from kabook.exercises.scoring import kendall_tau, neutral_order

_POINTS = 10.0


class RankedItem(Content):
    """An item; ``why`` it stands where it does is shown with the key."""

    id: Slug
    text: Text
    why: Text | None = None


class OrderMistake(Content):
    """A named mistake: the trainee put ``first`` ahead of ``second``."""

    first: Slug
    second: Slug
    feedback: Text
    misconception: MisconceptionCode | None = None


class Ranking(Exercise):
    """Order the items; the file lists them in the right order."""

    kind: Literal["ranking"]
    items: Annotated[tuple[RankedItem, ...], Field(min_length=5)]
    mistakes: tuple[OrderMistake, ...] = ()
    feedback: Text

    @model_validator(mode="after")
    def _mistakes_are_mistakes(self) -> Self:
        order = [item.id for item in self.items]
        expect_distinct(order, "条目", "items")
        for mistake in self.mistakes:
            if mistake.first not in order or mistake.second not in order:
                raise ValueError(f"mistakes 里的 {mistake.first} 或 {mistake.second} 不是条目")
            if order.index(mistake.first) < order.index(mistake.second):
                raise ValueError(
                    f"mistakes 里 {mistake.first} 排在 {mistake.second} 前面本来就是对的"
                )
        return self

    @property
    def points(self) -> float:
        return _POINTS

    @property
    def blank(self) -> dict[str, Any]:
        return {"order": []}

    @property
    def model_answer(self) -> dict[str, Any]:
        return {"order": [item.id for item in self.items]}

    @property
    def answer_schema(self) -> dict[str, Any]:
        ids = sorted(item.id for item in self.items)
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["order"],
            "properties": {"order": {"type": "array", "items": {"enum": ids}, "uniqueItems": True}},
        }

    def view(self) -> dict[str, Any]:
        texts = {item.id: item.text for item in self.items}
        shown = neutral_order(self.id, [item.id for item in self.items])
        return {"items": [{"id": name, "text": texts[name]} for name in shown]}

    def _judge(self, answer: dict[str, Any]) -> Result:
        expect_fields(answer, "order")
        key = [item.id for item in self.items]
        order = expect_known(answer.get("order", []), key, "顺序")
        if order and len(order) != len(key):
            raise UnreadableError(f"要把 {len(key)} 项全部排进去，现在只有 {len(order)} 项。")
        share = max(0.0, kendall_tau(order, key)) if order else 0.0
        verdict: Verdict
        if not order:
            verdict = "missing"
        elif share == 1:
            verdict = "right"
        else:
            verdict = "partial" if share > 0 else "wrong"
        made = [
            mistake
            for mistake in self.mistakes
            if order and order.index(mistake.first) < order.index(mistake.second)
        ]
        reasons = [mistake.feedback for mistake in made[:2]]
        if not reasons and verdict in ("partial", "wrong"):
            reasons = [self.feedback]
        named = next((mistake.misconception for mistake in made if mistake.misconception), None)
        shown = "\n".join(
            f"{place}. {item.text}{(item.why and '：' + item.why) or ''}"
            for place, item in enumerate(self.items, 1)
        )
        reason = "\n".join(reasons)
        check = Check("order", "顺序", _POINTS, _POINTS * share, verdict, reason, (), named, shown)
        return Result.of([check])
