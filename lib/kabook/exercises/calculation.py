"""Kind ``calculation``: steps to a figure, with carry-through, an interval and a rate."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import simpleeval
from pydantic import Field, PrivateAttr, model_validator

from kabook.exercises.base import (
    Content,
    Exercise,
    MisconceptionCode,
    Option,
    Slug,
    Text,
    UnreadableError,
    expect_distinct,
    expect_fields,
    expect_known,
)
from kabook.exercises.result import Check, Result
from kabook.text import Figure, parse_figure, readings

_CARRIED = 0.7
_WIDEST = 2.0
_POWERS_OF_TEN = (10.0, 100.0, 1000.0, 1e4, 1e8)


def npv(rate: float, invest: float, annual: float, years: float) -> float:
    """Net present value of equal annual amounts after one investment at year 0."""
    return -invest + sum(annual / (1 + rate) ** year for year in range(1, int(years) + 1))


class NamedFigure(Content):
    """A foreseen wrong figure."""

    value: float
    tolerance: Annotated[float, Field(ge=0, le=0.5)] = 0.02
    feedback: Text
    misconception: MisconceptionCode | None = None


class Step(Content):
    """A checkpoint; ``tolerance`` is relative, ``formula`` refers to earlier steps by id."""

    id: Slug
    label: Text
    unit: str = ""
    points: Annotated[float, Field(gt=0)] = 10.0
    value: float
    tolerance: Annotated[float, Field(ge=0, le=0.5)] = 0.01
    formula: Annotated[Text | None, Field(alias="from")] = None
    feedback: Text
    named: tuple[NamedFigure, ...] = ()


class Interval(Content):
    """A range to be stated; counts when it covers the key's and is at most twice as wide."""

    label: Text
    unit: str = ""
    points: Annotated[float, Field(gt=0)] = 10.0
    low: float
    high: float
    feedback: Text


class Rate(Content):
    """A rate told whole: numerator, denominator, what is excluded."""

    label: Text
    points: Annotated[float, Field(gt=0)] = 10.0
    numerator: int
    denominator: int
    excluded: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    feedback: Text


class Calculation(Exercise):
    """Work out a figure step by step."""

    kind: Literal["calculation"]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    interval: Interval | None = None
    rate: Rate | None = None

    _evaluator: simpleeval.SimpleEval = PrivateAttr(
        default_factory=lambda: simpleeval.SimpleEval(functions={"npv": npv})
    )

    @model_validator(mode="after")
    def _formulas_hold(self) -> Self:
        expect_distinct((step.id for step in self.steps), "步骤", "steps")
        for name in (step.id for step in self.steps):
            if "-" in name:
                raise ValueError(f"步骤 id {name} 用下划线，不用连字符（公式要用它）")
        values: dict[str, float] = {}
        for step in self.steps:
            if step.formula:
                carried = self._carry(step.formula, values)
                if carried is None or not _close(carried, step.value, step.tolerance):
                    raise ValueError(f"步骤 {step.id} 的 from 算出 {carried}，与 value 不符")
            values[step.id] = step.value
        return self

    @property
    def points(self) -> float:
        total = sum(step.points for step in self.steps)
        total += self.interval.points if self.interval else 0.0
        return total + (self.rate.points if self.rate else 0.0)

    @property
    def blank(self) -> dict[str, Any]:
        return {"values": {}}

    @property
    def model_answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"values": {step.id: step.value for step in self.steps}}
        if self.interval:
            answer |= {"low": self.interval.low, "high": self.interval.high}
        if self.rate:
            answer["rate"] = {
                "numerator": self.rate.numerator,
                "denominator": self.rate.denominator,
                "excluded": list(self.rate.excluded),
            }
        return answer

    @property
    def answer_schema(self) -> dict[str, Any]:
        figure = {"type": ["number", "string"]}
        steps = {step.id: figure for step in self.steps}
        properties: dict[str, Any] = {
            "values": {"type": "object", "additionalProperties": False, "properties": steps}
        }
        if self.interval:
            properties |= {"low": figure, "high": figure}
        if self.rate:
            excluded = {"enum": [option.id for option in self.rate.options]}
            properties["rate"] = {
                "type": "object",
                "properties": {
                    "numerator": figure,
                    "denominator": figure,
                    "excluded": {"type": "array", "items": excluded},
                },
            }
        return {"type": "object", "additionalProperties": False, "properties": properties}

    def view(self) -> dict[str, Any]:
        view: dict[str, Any] = {
            "steps": [{"id": s.id, "label": s.label, "unit": s.unit} for s in self.steps]
        }
        if self.interval:
            view["interval"] = {"label": self.interval.label, "unit": self.interval.unit}
        if self.rate:
            options = [option.view() for option in self.rate.options]
            view["rate"] = {"label": self.rate.label, "options": options}
        return view

    def _judge(self, answer: dict[str, Any]) -> Result:
        expect_fields(answer, "values", "low", "high", "rate")
        values = answer.get("values", {})
        if not isinstance(values, dict):
            raise UnreadableError("values 应当是一个对象：步骤的 id → 数。")
        expect_fields(values, *(step.id for step in self.steps))
        checks = []
        own: dict[str, float] = {}
        for step in self.steps:
            figure = _read(values.get(step.id), step.label)
            carried = self._carry(step.formula, own) if step.formula else None
            checks.append(_step_check(step, figure, carried))
            if figure is not None:
                candidates = readings(figure, step.unit)
                hit = [v for v in candidates if _close(v, step.value, step.tolerance)]
                own[step.id] = (hit or candidates)[0]
        if self.interval:
            low = _read(answer.get("low"), self.interval.label)
            high = _read(answer.get("high"), self.interval.label)
            checks.append(_interval_check(self.interval, low, high))
        if self.rate:
            checks.append(_rate_check(self.rate, answer.get("rate") or {}))
        return Result.of(checks)

    def _carry(self, formula: str, values: dict[str, float]) -> float | None:
        self._evaluator.names = values
        try:
            return float(self._evaluator.eval(formula))
        except (simpleeval.InvalidExpression, ArithmeticError, SyntaxError, KeyError):
            return None


def _read(typed: Any, label: str) -> Figure | None:
    if typed is None or typed == "":
        return None
    figure = parse_figure(typed) if isinstance(typed, (str, int, float)) else None
    if figure is None:
        raise UnreadableError(
            f"“{label}”里的“{str(typed)[:30]}”读不成一个数；请写成 12.5% 或 3,200万。"
        )
    return figure


def _close(value: float, target: float, tolerance: float) -> bool:
    return abs(value - target) <= abs(target) * tolerance + 1e-9


def _step_check(step: Step, figure: Figure | None, carried: float | None) -> Check:
    key = f"{step.value:g}{step.unit}"
    check = Check(step.id, step.label, step.points, 0.0, "missing", key=key)
    if figure is None:
        return check
    candidates = readings(figure, step.unit)
    if any(_close(value, step.value, step.tolerance) for value in candidates):
        return check._replace(earned=step.points, verdict="right")
    if carried is not None and any(_close(v, carried, step.tolerance) for v in candidates):
        reason = "这一步的算法对，错在前面带过来的数。"
        return check._replace(earned=step.points * _CARRIED, verdict="partial", reason=reason)
    for named in step.named:
        if any(_close(value, named.value, named.tolerance) for value in candidates):
            return check._replace(
                verdict="wrong", reason=named.feedback, misconception=named.misconception
            )
    # One digit that fits at some power of ten is a guess, and naming it would tell the figure.
    digits = f"{abs(figure.bare):.12g}".replace(".", "").strip("0")
    for power in () if len(digits) < 2 else (100.0,) if step.unit == "%" else _POWERS_OF_TEN:
        shifted = [moved for v in candidates for moved in (v * power, v / power)]
        if any(_close(value, step.value, step.tolerance) for value in shifted):
            reason = f"数字对，单位不对：差了 {power:g} 倍。这里要的单位是 {step.unit or '个'}。"
            return check._replace(verdict="wrong", reason=reason)
    return check._replace(verdict="wrong", reason=step.feedback)


def _interval_check(interval: Interval, low: Figure | None, high: Figure | None) -> Check:
    key = f"{interval.low:g}–{interval.high:g}{interval.unit}"
    check = Check("interval", interval.label, interval.points, 0.0, "missing", key=key)
    if low is None or high is None:
        return check
    bottom = readings(low, interval.unit)[0]
    top = readings(high, interval.unit)[0]
    if bottom > top:
        return check._replace(verdict="wrong", reason="下限比上限大，两个数填反了。")
    width = interval.high - interval.low
    # A hair of tolerance: an interval typed as 3.5–4.6 covers 3.5–4.6 whatever the rounding.
    covers = bottom <= interval.low + 0.01 * width and top >= interval.high - 0.01 * width
    if covers and top - bottom <= _WIDEST * width * 1.001:
        return check._replace(earned=interval.points, verdict="right")
    reason = (
        interval.feedback
        if not covers
        else "区间盖住了，但宽得没有用处：收窄到你能说清来历的范围。"
    )
    return check._replace(verdict="wrong", reason=reason)


def _rate_check(rate: Rate, answer: Any) -> Check:
    if not isinstance(answer, dict):
        raise UnreadableError("rate 应当是一个对象：numerator、denominator、excluded。")
    expect_fields(answer, "numerator", "denominator", "low", "high", "excluded")
    numerator = _read(answer.get("numerator"), rate.label)
    denominator = _read(answer.get("denominator"), rate.label)
    known = (option.id for option in rate.options)
    excluded = expect_known(answer.get("excluded") or [], known, "剔除项")
    key = f"{rate.numerator} ÷ {rate.denominator}"
    check = Check("rate", rate.label, rate.points, 0.0, "missing", key=key)
    if numerator is None and denominator is None and not excluded:
        return check
    parts = (
        numerator is not None and _close(numerator.value, rate.numerator, 0),
        denominator is not None and _close(denominator.value, rate.denominator, 0),
        set(excluded) == set(rate.excluded),
    )
    if all(parts):
        return check._replace(earned=rate.points, verdict="right")
    earned = rate.points * sum(parts) / 3
    verdict = "partial" if any(parts) else "wrong"
    return check._replace(earned=earned, verdict=verdict, reason=rate.feedback)  # type: ignore[arg-type]
