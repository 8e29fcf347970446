"""What a grader returns, and how much of it a trainee may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kabook.exercises.vocabulary import misconception

if TYPE_CHECKING:
    import pandas

Verdict = Literal[
    "right", "unsupported", "defensible", "partial", "wrong", "refuted", "missing", "review"
]
Level = Literal["first", "key"]

#: A check passes from this share of its points on; an answer that earns it is 可辩护.
PASSING = 0.5
_MARKS = {
    "right": "✓",
    "unsupported": "◐ 对但无证据",
    "defensible": "◐ 可辩护",
    "partial": "◐",
    "wrong": "✗",
    "refuted": "✗ 被材料否定",
    "missing": "＋ 缺",
    "review": "？ 待人工看",
}


class Check(NamedTuple):
    """One line of the scorecard: ``earned`` of ``points``, why, and the paragraphs behind it."""

    id: str
    label: str
    points: float
    earned: float
    verdict: Verdict
    reason: str = ""
    evidence: tuple[str, ...] = ()
    misconception: str | None = None
    key: str = ""


class Cap(NamedTuple):
    """An upper bound on the score, the rule it comes from and the words that drew it."""

    rule: str
    limit: float
    reason: str
    quote: str


class Cause(NamedTuple):
    """Losses that come from one thing: what it is, the points lost, the paragraphs to read."""

    text: str
    lost: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """The judgement of one answer.

    ``raw`` is earned ÷ points, ``score`` that figure between 0 and 1 under the lowest cap,
    rounded to four places; both ``None`` when the answer could not be read.
    """

    status: Literal["graded", "unreadable"]
    score: float | None = None
    raw: float | None = None
    cap: Cap | None = None
    review: str | None = None
    checks: tuple[Check, ...] = ()
    insights: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    message: str | None = None

    @classmethod
    def unreadable(cls, message: str) -> Result:
        """An answer that cannot be judged: no attempt is counted, one sentence of help."""
        return cls("unreadable", message=message)

    @classmethod
    def of(
        cls,
        checks: list[Check],
        caps: Iterable[Cap] = (),
        insights: Iterable[str] = (),
        causes: Iterable[Cause] = (),
        review: str | None = None,
    ) -> Result:
        """The one arithmetic of design section 4."""
        points = sum(check.points for check in checks)
        raw = sum(check.earned for check in checks) / points if points else 0.0
        cap = min(caps, key=lambda candidate: candidate.limit, default=None)
        score = min(1.0, max(0.0, raw))
        if cap is not None:
            score = min(score, cap.limit)
        return cls(
            "graded",
            round(score, 4) + 0.0,
            round(raw, 4) + 0.0,
            cap,
            review,
            tuple(checks),
            (*insights, *_repeated_misconceptions(checks)),
            tuple(causes),
        )

    @property
    def judged(self) -> tuple[Check, ...]:
        """The checks a trainee counts: everything but the starting lines (0 points)."""
        return tuple(check for check in self.checks if check.points)

    @property
    def passed(self) -> int:
        """How many judged checks earned at least half of their points."""
        return sum(check.earned >= PASSING * check.points for check in self.judged)

    def as_json(self) -> dict[str, Any]:
        """The whole result as the ``grade`` command prints it (design section 7)."""
        shown: dict[str, Any] = {
            "status": self.status,
            "score": self.score,
            "raw": self.raw,
            "cap": self.cap._asdict() if self.cap else None,
            "review": self.review,
            "checks": [_full(check) for check in self.checks],
            "insights": [*map(_cause_text, self.causes), *self.insights],
        }
        if self.message is not None:
            shown["message"] = self.message
        return shown

    def disclosed(self, level: Level) -> dict[str, Any]:
        """What may go to a browser: at ``first`` no key and no paragraph, only where to look."""
        return {
            "level": level,
            "status": self.status,
            "score": self.score,
            "passed": self.passed,
            "checked": len(self.judged),
            "cap": self.cap._asdict() if self.cap else None,
            "message": self.message,
            "checks": [_disclosed(check, level) for check in self.checks],
            "causes": [_disclosed_cause(cause, level) for cause in self.causes],
            "insights": list(self.insights),
        }

    def to_frame(self) -> pandas.DataFrame:
        """One row a check, for people who work in pandas."""
        import pandas

        return pandas.DataFrame([_full(check) for check in self.checks])

    def __repr__(self) -> str:
        if self.status == "unreadable":
            return f"没有判分：{self.message}"
        lines = [
            f"得分 {100 * (self.score or 0):.0f}　已检查 {len(self.judged)} 项，通过 {self.passed} 项"
        ]
        if self.cap:
            lines.append(
                f"封顶 {100 * self.cap.limit:.0f}（{self.cap.rule}）：{self.cap.reason}“{self.cap.quote}”"
            )
        for check in self.checks:
            reason = f"　{check.reason}" if check.reason else ""
            lines.append(
                f"  {_MARKS[check.verdict]} {check.label} {round(check.earned, 2):g}/{round(check.points, 2):g}{reason}"
            )
        lines.extend(f"  · {cause}" for cause in map(_cause_text, self.causes))
        lines.extend(f"  · {insight}" for insight in self.insights)
        return "\n".join(lines)


def _full(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "label": check.label,
        "points": round(check.points, 4),
        "earned": round(check.earned, 4),
        "verdict": check.verdict,
        "reason": check.reason,
        "evidence": list(check.evidence),
        "misconception": check.misconception,
    }


def _disclosed(check: Check, level: Level) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": check.id,
        "label": check.label,
        "verdict": check.verdict,
        "earned": round(check.earned, 4),
        "points": round(check.points, 4),
        "reason": check.reason,
        "where": sorted({cited.split("#")[0] for cited in check.evidence})
        if check.verdict != "right"
        else [],
        "misconception": misconception(check.misconception) if check.misconception else None,
    }
    if level == "key":
        shown["key"] = check.key
        shown["evidence"] = list(check.evidence)
    return shown


def _cause_text(cause: Cause) -> str:
    return f"{cause.text}，丢 {cause.lost:.1f} 分"


def _disclosed_cause(cause: Cause, level: Level) -> dict[str, Any]:
    documents = sorted({cited.split("#")[0] for cited in cause.evidence})
    return {
        "text": cause.text,
        "lost": round(cause.lost, 1),
        "where": list(cause.evidence) if level == "key" else documents,
    }


def _repeated_misconceptions(checks: list[Check]) -> list[str]:
    counts = Counter(check.misconception for check in checks if check.misconception)
    return [
        f"同一种读法出现了 {count} 次：{misconception(code)['name']}。{misconception(code)['lesson']}"
        for code, count in sorted(counts.items())
        if count > 1
    ]
