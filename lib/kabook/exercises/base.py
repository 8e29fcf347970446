"""What every kind of exercise has in common: one protocol, one set of fields."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Container, Iterable, Mapping
from functools import cache, cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from kabook.exercises.result import Cap, Check, Result, Verdict
from kabook.exercises.vocabulary import vocabularies

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$")]
Rule = Literal["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"]
Part = Literal["p1", "p2", "p3", "p4"]
Status = Literal["example", "draft", "ready", "retired"]

LONGEST_ANSWER = 100_000
_PARAGRAPH = re.compile(r"doc\d{2,3}#\d{1,4}")
_MOST_CITATIONS = 60

#: Caps for what the trainee does or finds acceptable (design section 4, one table).
DOES_FORBIDDEN = 0.1
CONDONES_FORBIDDEN = 0.4
STYLE_CAPS = {"argue": 0.2, "attack": 0.2, "discount": 0.3, "overpromise": 0.4, "gaming": 0.1}
STYLE_NAMES = {
    "argue": "和客户争对错",
    "attack": "攻击客户或对手",
    "discount": "没人要就先让价",
    "overpromise": "许诺做不到的事",
    "gaming": "堆砌套话",
}
RULE_NAMES = {
    "C1": "商业贿赂",
    "C2": "个人信息",
    "C3": "欺骗或胁迫",
    "C4": "串通投标",
    "C5": "商业秘密",
    "C6": "虚假宣传或诋毁",
    "C7": "给人贴标签",
    "C8": "利益冲突",
}


class UnreadableError(Exception):
    """An answer that cannot be judged; the message is the sentence of help."""


class Content(BaseModel):
    """Frozen data from an author's file; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _known_misconception(code: str) -> str:
    if all(code != entry["id"] for entry in vocabularies()["misconceptions"]):
        raise ValueError(f"没有误区代码 “{code}”；可用的见 casework/README.md")
    return code


def _resolve_quote(quote: str, info: ValidationInfo) -> str:
    resolve = (info.context or {}).get("resolve")
    return resolve(quote) if resolve else quote


MisconceptionCode = Annotated[str, AfterValidator(_known_misconception)]
#: In a file a verbatim quote, in the model the paragraph it stands in (``doc05#7``).
Citation = Annotated[Text, AfterValidator(_resolve_quote)]
SufficientSets = tuple[Annotated[tuple[Citation, ...], Field(min_length=1)], ...]


class Option(Content):
    """One of the things a trainee may choose; ``id`` is what answers carry."""

    id: str | int
    label: Text

    def view(self) -> dict[str, str | int]:
        return {"id": self.id, "label": self.label}


class Person(Content):
    """What a trainee may know of somebody: work facts only. A drill's people may lack some."""

    id: Slug
    name: Text
    post: str = ""
    department: str = ""
    reports_to: Slug | None = None

    @property
    def label(self) -> str:
        return f"{self.name} {self.post}".strip()


class Exercise(Content):
    """One exercise: what is asked and the key. Kinds add their fields and their grading."""

    id: str
    kind: str
    title: Text
    status: Status
    part: Part
    nodes: Annotated[tuple[str, ...], Field(min_length=1, max_length=3)]
    documents: tuple[Slug, ...] = ()
    data: tuple[str, ...] = ()
    prompt: Text
    hints: Annotated[tuple[Text, ...], Field(max_length=3)] = ()
    explanation: Text | None = None

    # --- the protocol -------------------------------------------------------------------

    def view(self) -> dict[str, Any]:
        """What a trainee may see of the kind's own content; independent of the key."""
        raise NotImplementedError

    @property
    def blank(self) -> dict[str, Any]:
        """The answer before anything was answered."""
        raise NotImplementedError

    @property
    def model_answer(self) -> dict[str, Any]:
        """An answer that scores 1."""
        raise NotImplementedError

    def model_beside(self, _answer: dict[str, Any]) -> dict[str, Any]:
        """The model answer in such names that a page can lay it over an answer."""
        return self.model_answer

    @property
    def also_accepted(self) -> list[dict[str, Any]]:
        """Further answers that score 1."""
        return []

    @property
    def answer_schema(self) -> dict[str, Any]:
        """JSON Schema of an answer."""
        raise NotImplementedError

    @property
    def points(self) -> float:
        """Points of the exercise before any cap."""
        raise NotImplementedError

    @property
    def judged_rows(self) -> int:
        """How many things are judged one by one; the laws of guessing hold from four on."""
        return 1

    def _judge(self, answer: dict[str, Any]) -> Result:
        raise NotImplementedError

    def grade(self, answer: Any) -> Result:
        """Judge ``answer`` (parsed JSON). Pure and deterministic; bad input is never an exception."""
        if not isinstance(answer, dict):
            return Result.unreadable("答案应当是一个 JSON 对象，形状见 answer_schema。")
        try:
            return self._judge(answer)
        except UnreadableError as error:
            return Result.unreadable(str(error))

    # --- shared by the kinds --------------------------------------------------------------

    @cached_property
    def digest(self) -> str:
        """sha256 of the content, 64 hex digits: tells which version an attempt answered."""
        content = self.model_dump(mode="json")
        return hashlib.sha256(
            json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
        ).hexdigest()

    def public(self) -> dict[str, Any]:
        """The exercise as ``show`` prints it and as a page receives it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "case": self.id.partition(".")[0],
            "title": self.title,
            "prompt": self.prompt,
            "hints": len(self.hints),
            "view": self.view(),
            "blank": self.blank,
        }


def expect_fields(answer: Mapping[str, Any], *allowed: str, where: str = "答案里") -> None:
    """Refuse fields that do not belong to this kind; ``where`` begins the sentence."""
    for name in answer:
        if name not in allowed:
            raise UnreadableError(f"{where}有不认识的字段“{str(name)[:30]}”。")


def expect_option(value: Any, known: Container[Any], what: str) -> Any:
    """One of the ids in ``known``."""
    if isinstance(value, (list, dict, bool)) or value not in known:
        raise UnreadableError(f"“{what}”里没有“{str(value)[:30]}”这个选项。")
    return value


def expect_known(ids: Any, known: Iterable[Any], what: str) -> list[Any]:
    """A list of distinct ids, all of them known."""
    if not isinstance(ids, list):
        raise UnreadableError(f"{what}应当是一个列表。")
    allowed = known if isinstance(known, (frozenset, dict)) else set(known)
    for item in ids:
        if not isinstance(item, (str, int)) or isinstance(item, bool) or item not in allowed:
            raise UnreadableError(f"{what}里没有“{str(item)[:30]}”这一项。")
    if len(set(ids)) != len(ids):
        raise UnreadableError(f"{what}里有重复的项。")
    return ids


def expect_citations(cited: Any) -> list[str]:
    """Paragraph ids such as ``doc05#7``."""
    if cited is None:
        return []
    if not isinstance(cited, list) or len(cited) > _MOST_CITATIONS:
        raise UnreadableError(f"证据应当是段落编号的列表，最多 {_MOST_CITATIONS} 段。")
    for paragraph in cited:
        if not isinstance(paragraph, str) or not _PARAGRAPH.fullmatch(paragraph):
            raise UnreadableError(
                f"“{str(paragraph)[:30]}”不是段落编号；应当像 doc05#7（文05 第 7 段）。"
            )
    return cited


def citations_label(paragraphs: Iterable[str]) -> str:
    """``doc05#7`` as a trainee reads it: 文05·7."""
    return "、".join(paragraph.replace("doc", "文").replace("#", "·") for paragraph in paragraphs)


def condoned(rule: Rule, quote: str) -> Cap:
    """The cap for judging a forbidden practice to be fine."""
    return Cap(rule, CONDONES_FORBIDDEN, f"把{RULE_NAMES[rule]}判成可以做", quote)


def done(rule: Rule, quote: str) -> Cap:
    """The cap for doing what is forbidden."""
    return Cap(rule, DOES_FORBIDDEN, f"做了不能做的事：{RULE_NAMES[rule]}", quote)


def evidence_check(
    check_id: str, label: str, points: float, share: float, cited: int, key: SufficientSets
) -> Check:
    """The line of the scorecard for cited paragraphs."""
    verdict: Verdict
    if share > 0.999:
        verdict, reason = "right", ""
    elif share >= 0.5:
        verdict, reason = "partial", "引到了附近，还差最要紧的那一段，或者多引了无关的段落。"
    elif share:
        verdict, reason = "partial", "有一段用得上，混进了不相干的，或者少了要紧的一段。再筛一遍。"
    elif cited:
        verdict, reason = "wrong", "引的段落撑不住这个判断。问自己：只给别人看这一段，他会信吗？"
    else:
        verdict, reason = "missing", "判断没有引用段落。"
    flat, shown = flat_evidence(key), _least_evidence(key)
    return Check(check_id, label, points, points * share, verdict, reason, flat, None, shown)


@cache
def flat_evidence(key: SufficientSets) -> tuple[str, ...]:
    """Every paragraph of every sufficient set, once."""
    return tuple(dict.fromkeys(paragraph for group in key for paragraph in group))


@cache
def _least_evidence(key: SufficientSets) -> str:
    """The sets that have no smaller set within them, as a trainee reads them."""
    least = [group for group in key if not any(set(other) < set(group) for other in key)]
    return "，或 ".join(dict.fromkeys(citations_label(sorted(group)) for group in least))


def fault_at(message: str, *place: str | int) -> PydanticCustomError:
    """A content fault whose line is that of ``place`` below the model it is found in."""
    return PydanticCustomError("located", "{message}", {"message": message, "place": place})


def expect_distinct(ids: Iterable[Any], what: str, *place: str | int) -> None:
    """Refuse content in which an id stands twice; ``place`` is the list's field."""
    seen: set[Any] = set()
    for number, item in enumerate(ids):
        if item in seen:
            raise fault_at(f"{what}的 id “{item}” 出现了两次，改掉一个", *place, number)
        seen.add(item)
