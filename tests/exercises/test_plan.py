"""Kind ``plan``: constraints, caps, what a short or repeated plan is worth, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from kabook.exercises import exercise_from
from kabook.exercises.base import Exercise

NEVER = {"person": ["b"], "from": "2026-09-28", "to": "2026-10-19"}


@pytest.fixture(scope="module")
def plan() -> Exercise:
    options = [{"id": name, "text": f"话{name}"} for name in "abc"]
    return exercise_from(
        {
            "id": "x.plan", "kind": "plan", "title": "排", "status": "ready", "part": "p2",
            "nodes": ["p2.peers.record"], "prompt": "排三周。",
            "from": "2026-09-21", "to": "2026-10-30", "least": 3, "most": 6,
            "people": [{"id": "a", "name": "甲"}, {"id": "b", "name": "乙"}],
            "reasons": options, "gains": options, "nexts": options,
            "constraints": [
                {"id": "c1", "label": "静默期不见评审", "test": "never", "match": NEVER,
                 "rule": "C4", "feedback": "那段时间不行。"},
                {"id": "c2", "label": "乙也有所得", "test": "some", "match": {"person": ["b"]},
                 "feedback": "少一个人。"},
                {"id": "c3", "label": "先问后提", "test": "before", "match": {"reason": ["a"]},
                 "then": {"reason": ["b"]}, "hard": True, "feedback": "次序反了。"},
                {"id": "c4", "label": "不催", "test": "spaced", "days": 3, "feedback": "太密。"},
                {"id": "c5", "label": "见甲都有交代", "test": "each", "match": {"person": ["a"]},
                 "then": {"gain": ["a", "b"]}, "feedback": "他得到什么？"},
            ],
            "model": [
                {"date": "2026-09-21", "person": "a", "reason": "a", "gain": "a", "next": "a"},
                {"date": "2026-09-24", "person": "b", "reason": "c", "gain": "c", "next": "b"},
                {"date": "2026-09-28", "person": "a", "reason": "b", "gain": "b", "next": "c"},
            ],
        }
    )  # fmt: skip


def action(day: str, person: str, reason: str, gain: str = "a", after: str = "a") -> dict[str, str]:
    return {"date": day, "person": person, "reason": reason, "gain": gain, "next": after}


def test_model_and_blank(plan: Exercise) -> None:
    assert plan.grade(plan.model_answer).score == 1
    assert plan.grade(plan.blank).score == 0


def test_the_forbidden_caps_at_a_tenth_and_quotes_the_row(plan: Exercise) -> None:
    rows = [*plan.model_answer["actions"], action("2026-10-08", "b", "c")]
    result = plan.grade({"actions": rows})
    assert result.score == 0.1
    assert result.cap is not None
    assert (result.cap.rule, "2026-10-08 乙" in result.cap.quote) == ("C4", True)


def test_a_broken_hard_condition_caps_at_two_fifths(plan: Exercise) -> None:
    rows = plan.model_answer["actions"]
    rows[0]["reason"], rows[2]["reason"] = "b", "a"
    result = plan.grade({"actions": rows})
    assert (result.score, result.raw) == (0.4, 0.8)
    assert result.cap is not None
    assert result.cap.rule == "c3"


def test_visits_too_close_and_visits_that_give_nothing_cost(plan: Exercise) -> None:
    rows = plan.model_answer["actions"]
    rows[2].update(date="2026-09-23", gain="c")
    fallen = {c.id for c in plan.grade({"actions": rows}).checks if c.verdict == "wrong"}
    assert fallen == {"c4", "c5"}


def test_one_step_repeated_or_half_filled_is_no_plan(plan: Exercise) -> None:
    rows = [action(f"2026-09-{day}", "a", "a") for day in (21, 24, 28)]
    result = plan.grade({"actions": rows})
    # c1 and c4 are kept by doing next to nothing: they count a third, c5 is really kept.
    assert result.raw == pytest.approx((1 / 3 + 1 / 3 + 1) / 5, abs=1e-4)
    assert plan.grade({"actions": [{"date": "2026-09-21", "person": "a"}]}).score == 0


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"actions": "x"}, "列表"),
        ({"actions": [{"date": "2026-09-21"}] * 7}, "最多排 6 步"),
        ({"actions": [{"date": "9月21日"}]}, "不是日期"),
        ({"actions": [{"date": "2027-01-01"}]}, "不在"),
        ({"actions": [{"date": "20260921"}]}, "不在"),
        ({"actions": [{"person": "c"}]}, "没有“c”"),
        ({"actions": [{"person": 3}]}, "不是一个能选的值"),
        ({"actions": [{"who": "a"}]}, "不认识的字段"),
        ({"steps": []}, "不认识的字段"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_sentence(
    plan: Exercise, answer: Any, words: str
) -> None:
    result = plan.grade(answer)
    assert result.status == "unreadable"
    assert words in (result.message or "")


def test_the_view_does_not_show_the_constraints(plan: Exercise) -> None:
    assert "静默期" not in str(plan.public())
