"""Rows the trainee adds to a table: pairs of paragraphs that contradict each other."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, field_validator

from kabook.exercises.base import (
    Citation,
    Content,
    Option,
    Text,
    UnreadableError,
    citations_label,
    expect_citations,
    expect_fields,
)
from kabook.exercises.result import Check
from kabook.exercises.vocabulary import vocabularies

_PAIR_SHARE = 0.6
_MOST_ADDED = 12


class Contradiction(Content):
    """Two paragraphs that cannot both hold, and which of them does."""

    a: Citation
    b: Citation
    ruling: str
    feedback: Text


class AddedRows(Content):
    """``points`` for each pair: 0.6 for finding it, 0.4 for the ruling."""

    label: Text
    rulings: tuple[Option, ...]
    points: Annotated[float, Field(gt=0)] = 4.0
    key: Annotated[tuple[Contradiction, ...], Field(min_length=1)]

    @field_validator("rulings", mode="before")
    @classmethod
    def _by_id(cls, value: Any) -> Any:
        labels = {entry["id"]: entry["label"] for entry in vocabularies()["rulings"]}
        return [
            {"id": item, "label": labels[item]}
            if isinstance(item, str) and item in labels
            else item
            for item in value
        ]

    @field_validator("key", mode="after")
    @classmethod
    def _known_rulings(cls, key: tuple[Contradiction, ...], info: Any) -> Any:
        known = {option.id for option in info.data.get("rulings", ())}
        for pair in key:
            if pair.ruling not in known:
                raise ValueError(f"ruling “{pair.ruling}” 不在 rulings 里")
        return key

    @property
    def total_points(self) -> float:
        return self.points * len(self.key)

    @property
    def model_answer(self) -> list[dict[str, str]]:
        return [{"a": pair.a, "b": pair.b, "ruling": pair.ruling} for pair in self.key]

    @property
    def schema_of_answer(self) -> dict[str, Any]:
        cited = {"type": "string", "pattern": "^doc[0-9]+#[0-9]+$"}
        ruling = {"enum": [option.id for option in self.rulings]}
        return {
            "type": "array",
            "maxItems": _MOST_ADDED,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"a": cited, "b": cited, "ruling": ruling},
            },
        }

    def view(self) -> dict[str, Any]:
        rulings = [option.view() for option in self.rulings]
        return {"label": self.label, "rulings": rulings, "limit": _MOST_ADDED}

    def judge(self, added: Any) -> list[Check]:
        """One check a wanted pair; each pair that is none of them costs half a pair."""
        pairs = self._read(added)
        used: set[int] = set()
        checks = []
        for number, wanted in enumerate(self.key, 1):
            best, found = 0.0, -1
            for index, (a, b, _) in enumerate(pairs):
                share = 0.0 if index in used else _pair_share((a, b), (wanted.a, wanted.b))
                if share > best:
                    best, found = share, index
            checks.append(self._check(number, wanted, best, pairs[found][2] if best else ""))
            if best:
                used.add(found)
        extra = len(pairs) - len(used)
        if extra:
            earned = sum(check.earned for check in checks)
            cost = min(earned, extra * self.points / 2)
            label = f"另外 {extra} 对并不矛盾"
            reason = "两段话各说各的事，可以同时成立。先问口径和时间，再说矛盾。"
            checks.append(Check("added.extra", label, 0.0, -cost, "wrong", reason))
        return checks

    def _read(self, added: Any) -> list[tuple[str, str, str]]:
        if not isinstance(added, list) or len(added) > _MOST_ADDED:
            raise UnreadableError(f"添的行应当是列表，最多 {_MOST_ADDED} 行。")
        known = {option.id for option in self.rulings}
        pairs = []
        for row in added:
            if not isinstance(row, dict):
                raise UnreadableError("添的每一行要有两段引用和一个裁决。")
            expect_fields(row, "a", "b", "ruling")
            a, b = (expect_citations([row[side]] if row.get(side) else []) for side in "ab")
            ruling = row.get("ruling") or ""
            if ruling and (not isinstance(ruling, str) or ruling not in known):
                raise UnreadableError(f"没有“{str(ruling)[:30]}”这种裁决。")
            if a and b:
                pairs.append((a[0], b[0], ruling))
        return pairs

    def _check(self, number: int, wanted: Contradiction, share: float, ruling: str) -> Check:
        key = f"{citations_label([wanted.a, wanted.b])}：{self._label(wanted.ruling)}"
        earned = self.points * share * (_PAIR_SHARE + (1 - _PAIR_SHARE) * (ruling == wanted.ruling))
        check = Check(
            f"added.{number}", f"第 {number} 处", self.points, earned, "missing", "",
            (wanted.a, wanted.b), None, key,
        )  # fmt: skip
        if share == 1 and ruling == wanted.ruling:
            return check._replace(verdict="right")
        if share == 1:
            reason = "这两段找对了。再想以哪一段为准，凭什么。"
            return check._replace(verdict="partial", reason=reason)
        if share:
            return check._replace(verdict="partial", reason=wanted.feedback)
        return check._replace(reason="还有一处没有找到：同一件事，两份材料说得不一样。")

    def _label(self, ruling: str) -> str:
        return next(option.label for option in self.rulings if option.id == ruling)


def _pair_share(found: tuple[str, str], wanted: tuple[str, str]) -> float:
    """1 for the two paragraphs, half for each that is only in the right document."""

    def one(cited: str, key: str) -> float:
        if cited == key:
            return 1.0
        return 0.5 if cited.split("#")[0] == key.split("#")[0] else 0.0

    straight = one(found[0], wanted[0]), one(found[1], wanted[1])
    crossed = one(found[0], wanted[1]), one(found[1], wanted[0])
    best = max((straight, crossed), key=sum)
    return sum(best) / 2 if min(best) > 0 else 0.0
