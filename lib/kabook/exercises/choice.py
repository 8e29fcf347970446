"""Kind ``choice``: one or several options, with evidence where the key has some."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from kabook.exercises.base import (
    Citation,
    Content,
    Exercise,
    MisconceptionCode,
    Rule,
    Slug,
    SufficientSets,
    Text,
    UnreadableError,
    condoned,
    done,
    evidence_check,
    expect_citations,
    expect_distinct,
    expect_fields,
    expect_known,
)
from kabook.exercises.result import PASSING, Cap, Check, Result, Verdict
from kabook.exercises.scoring import derived_order, evidence_share, set_share
from kabook.text import parse_figure

_LABEL_POINTS = 6.0
_EVIDENCE_POINTS = 4.0


class ChoiceOption(Content):
    """An option; every wrong one speaks to its own error."""

    id: Slug
    text: Text
    right: bool = False
    feedback: Text | None = None
    missed: Text | None = None
    misconception: MisconceptionCode | None = None
    refuted_by: Citation | None = None
    condones: Rule | None = None
    does: Rule | None = None
    credit: Annotated[float, Field(ge=0, lt=1)] = 0.0

    @model_validator(mode="after")
    def _wrong_option_speaks(self) -> Self:
        if not self.right and not self.feedback:
            raise ValueError(f"选项 {self.id} 是错的，却没有自己的 feedback")
        return self


class Choice(Exercise):
    """Choose one or several options."""

    kind: Literal["choice"]
    choose: Literal["one", "several"] = "one"
    options: Annotated[tuple[ChoiceOption, ...], Field(min_length=2)]
    evidence: SufficientSets = ()

    @model_validator(mode="after")
    def _has_a_key(self) -> Self:
        expect_distinct((option.id for option in self.options), "选项", "options")
        right = sum(option.right for option in self.options)
        if self.choose == "one" and right != 1:
            raise ValueError(f"单选题要恰好一个 right: true，现在有 {right} 个")
        if not 0 < right < len(self.options):
            raise ValueError("多选题既要有对的选项，也要有错的选项")
        return self

    @property
    def _key(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options if option.right)

    @property
    def points(self) -> float:
        return _LABEL_POINTS + (_EVIDENCE_POINTS if self.evidence else 0.0)

    @property
    def judged_rows(self) -> int:
        return len(self.options) if self.choose == "several" else 1

    @property
    def blank(self) -> dict[str, Any]:
        return {"chosen": [], "evidence": []} if self.evidence else {"chosen": []}

    @property
    def model_answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"chosen": list(self._key)}
        if self.evidence:
            answer["evidence"] = list(self.evidence[0])
        return answer

    @property
    def also_accepted(self) -> list[dict[str, Any]]:
        return [{"chosen": list(self._key), "evidence": list(group)} for group in self.evidence[1:]]

    @property
    def answer_schema(self) -> dict[str, Any]:
        ids = sorted(option.id for option in self.options)
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["chosen"],
            "properties": {
                "chosen": {"type": "array", "items": {"enum": ids}, "uniqueItems": True},
                "evidence": {"type": "array", "items": {"type": "string"}},
                "confidence": {"type": ["number", "string"]},
            },
        }

    def view(self) -> dict[str, Any]:
        texts = {option.id: option.text for option in self.options}
        return {
            "choose": self.choose,
            "options": [
                {"id": name, "text": texts[name]} for name in derived_order(self.id, sorted(texts))
            ],
            "asks_evidence": bool(self.evidence),
        }

    def _judge(self, answer: dict[str, Any]) -> Result:
        expect_fields(answer, "chosen", "evidence", "confidence")
        chosen = expect_known(
            answer.get("chosen", []), (option.id for option in self.options), "选项"
        )
        cited = expect_citations(answer.get("evidence"))
        confidence = _confidence(answer.get("confidence"))
        if self.choose == "one" and len(chosen) > 1:
            raise UnreadableError("这道题只选一个。")
        picked = [option for option in self.options if option.id in chosen]
        share = self._label_share(picked)
        evidence = evidence_share(cited, self.evidence) if share == 1 else 0.0
        unsupported = bool(self.evidence) and share == 1 and evidence < 0.5
        checks = [self._label_check(picked, share, unsupported)]
        if self.evidence:
            checks.append(
                evidence_check(
                    "evidence", "证据", _EVIDENCE_POINTS, evidence, len(cited), self.evidence
                )
            )
        return Result.of(checks, _caps(picked), _calibration(confidence, share))

    def _label_share(self, picked: list[ChoiceOption]) -> float:
        if self.choose == "several":
            return set_share([option.id for option in picked], self._key, len(self.options))
        return sum(1.0 if option.right else option.credit for option in picked)

    def _label_check(self, picked: list[ChoiceOption], share: float, unsupported: bool) -> Check:
        wrong = [option for option in picked if not option.right]
        lead = "{}：{}" if self.choose == "several" else "{1}"  # the page shows the id's letter
        reasons = [lead.format(option.id, option.feedback) for option in wrong]
        if self.choose == "several" and picked:
            reasons += [
                option.missed or "还有该选的没有选。"
                for option in self.options
                if option.right and option not in picked
            ]
        verdict: Verdict
        if not picked:
            verdict = "missing"
        elif share == 1:
            verdict = "unsupported" if unsupported else "right"
        elif any(option.refuted_by for option in wrong):
            verdict = "refuted"
        elif self.choose == "one" and share >= PASSING:
            verdict = "defensible"
        else:
            verdict = "partial" if share > 0 else "wrong"
        refuted = tuple(option.refuted_by for option in wrong if option.refuted_by)
        named = next((option.misconception for option in wrong if option.misconception), None)
        key = "\n".join(option.text for option in self.options if option.right)
        return Check(
            "chosen",
            "选择",
            _LABEL_POINTS,
            _LABEL_POINTS * share,
            verdict,
            "\n".join(dict.fromkeys(reasons)),
            refuted,
            named,
            key,
        )


def _caps(picked: list[ChoiceOption]) -> list[Cap]:
    caps = [condoned(option.condones, option.text) for option in picked if option.condones]
    return caps + [done(option.does, option.text) for option in picked if option.does]


def _confidence(typed: Any) -> float | None:
    if typed is None or typed == "":
        return None
    figure = parse_figure(typed) if isinstance(typed, (str, int, float)) else None
    if figure is None or not 0 <= figure.bare <= 100:
        raise UnreadableError("把握应当是 0 到 100 之间的数。")
    return figure.bare


def _calibration(confidence: float | None, share: float) -> list[str]:
    if confidence is None:
        return []
    brier = (confidence / 100 - share) ** 2
    return [
        f"你的把握是 {confidence:g}%，Brier 分 {brier:.2f}（0 最好，1 最差；只作参考，不计分）。"
    ]
