"""Each kind: right, partly right, wrong, blank, unreadable, forbidden."""

from __future__ import annotations

import copy

import pytest

from kabook.exercises import exercise_from

COMMON = {
    "id": "t.x", "title": "题", "status": "ready", "part": "p1",
    "nodes": ["p1.buyer.talk.face"], "prompt": "问",
}  # fmt: skip


def build(**content):
    return exercise_from({**COMMON, **content})


@pytest.fixture
def several():
    return build(
        kind="choice",
        choose="several",
        options=[
            {"id": "a", "text": "甲", "right": True},
            {"id": "b", "text": "乙", "right": True, "missed": "漏了乙"},
            {"id": "c", "text": "丙", "feedback": "丙不行", "misconception": "E-TITLE"},
            {"id": "d", "text": "丁", "feedback": "丁不行", "condones": "C5"},
        ],
    )


@pytest.fixture
def stances():
    keys = {"a": -2, "b": 0, "c": 1, "d": 2, "e": "unknown"}
    return build(
        kind="table",
        columns=[
            {"id": "stance", "label": "立场", "type": "ordinal", "options": "stance", "points": 2},
            {"id": "evidence", "label": "证据", "type": "evidence", "for": "stance", "points": 2},
        ],
        rows=[
            {
                "id": name, "label": name, "key": {"stance": key}, "evidence": [["doc01#1"]],
                "feedback": "再看", "named": [
                    {"column": "stance", "answer": -1, "credit": 0.5, "feedback": "说得通"}
                ] if name == "b" else [],
            }
            for name, key in keys.items()
        ],
    )  # fmt: skip


@pytest.fixture
def sums():
    return build(
        kind="calculation",
        steps=[
            {"id": "a", "label": "甲", "unit": "万元", "value": 118.56, "feedback": "再算"},
            {"id": "b", "label": "乙", "unit": "万元", "value": 113.4, "feedback": "再算"},
            {
                "id": "net", "label": "净", "unit": "万元", "value": 231.96, "from": "a + b", "feedback": "再算",
                "named": [{"value": 2463, "feedback": "整笔都算进来了", "misconception": "E-BASE"}],
            },
        ],
        interval={"label": "区间", "unit": "%", "low": 3.5, "high": 4.6, "feedback": "没盖住"},
        rate={
            "label": "率", "numerator": 45, "denominator": 174, "excluded": ["open"], "feedback": "口径",
            "options": [{"id": "open", "label": "未到期"}, {"id": "lost", "label": "丢单"}],
        },
    )  # fmt: skip


@pytest.fixture
def reply():
    return build(
        kind="cards",
        pick=3,
        order_feedback="先听后说",
        missed={"k1": "没有听", "k2": "没有问"},
        cards=[
            {"id": "k1", "text": "您最担心哪一段？", "rule": "must", "order": 1},
            {"id": "k2", "text": "我把原始记录带来。", "rule": "must", "order": 2},
            {"id": "k3", "text": "天气不错。", "rule": "may", "feedback": "没用"},
            {
                "id": "k4",
                "text": "您说得不对。",
                "rule": "must_not",
                "feedback": "争",
                "style": "argue",
            },
            {
                "id": "k5",
                "text": "给您个人一点心意。",
                "rule": "must_not",
                "feedback": "不行",
                "forbidden": "C1",
            },
        ],
    )


@pytest.fixture
def order():
    return build(
        kind="ranking",
        feedback="再想",
        items=[{"id": c, "text": c} for c in "abcde"],
        mistakes=[
            {
                "first": "e",
                "second": "a",
                "feedback": "末尾放到了前头",
                "misconception": "E-LOUD",
            }
        ],
    )


@pytest.fixture(params=["several", "stances", "sums", "reply", "order"])
def exercise(request):
    return request.getfixturevalue(request.param)


def test_the_model_answer_scores_one(exercise):
    assert exercise.grade(exercise.model_answer).score == 1


def test_the_blank_answer_scores_nothing_and_is_readable(exercise):
    result = exercise.grade(exercise.blank)
    assert (result.status, result.score) == ("graded", 0)


@pytest.mark.parametrize(
    "bad",
    [None, [], "文字", 3, {"unknown": 1}, {"chosen": "a"}, {"rows": []}, {"rows": {"a": 3}}, {"order": ["a"]},
     {"values": []}, {"values": {"a": "很多"}}, {"chosen": [["a"]]}, {"chosen": ["a", "a"]},
     {"rows": {"a": {"stance": {}}}}, {"rows": {"a": {"evidence": ["<script>"]}}}, {"order": [{}] * 5},
     {"rows": {"a": {"stance": "九" * 100_000}}}, {"values": {"a": "9" * 100_000}}],
)  # fmt: skip
def test_what_cannot_be_read_is_no_attempt_and_gets_a_sentence(exercise, bad):
    result = exercise.grade(bad)
    if result.status == "graded":
        assert result.score == 0
    else:
        assert result.score is None
        assert 0 < len(result.message) < 120


def test_grading_leaves_the_answer_alone(exercise):
    answer = exercise.model_answer
    before = copy.deepcopy(answer)
    exercise.grade(answer)
    assert answer == before


def test_every_result_adds_up(exercise):
    result = exercise.grade(exercise.model_answer)
    assert sum(c.earned for c in result.checks) == pytest.approx(exercise.points)
    assert sum(c.points for c in result.checks) == pytest.approx(exercise.points)


def test_nothing_disclosed_first_names_the_key(exercise):
    shown = exercise.grade(exercise.blank).disclosed("first")
    assert all("key" not in check and "evidence" not in check for check in shown["checks"])


def test_ticking_everything_earns_nothing_and_condoning_is_named(several):
    result = several.grade({"chosen": ["a", "b", "c", "d"]})
    assert result.score == 0
    assert (result.cap.rule, result.cap.limit, result.cap.quote) == ("C5", 0.4, "丁")


def test_one_right_of_two_earns_half_and_says_what_was_missed(several):
    result = several.grade({"chosen": ["a"]})
    assert result.score == 0.5
    assert "漏了乙" in result.checks[0].reason


def test_a_right_label_without_evidence_is_unsupported(stances):
    result = stances.grade({"rows": {"a": {"stance": -2}}})
    check = next(c for c in result.checks if c.id == "a.stance")
    assert (check.verdict, check.earned) == ("unsupported", 2)


def test_evidence_counts_only_behind_a_right_label(stances):
    result = stances.grade({"rows": {"a": {"stance": 2, "evidence": ["doc01#1"]}}})
    assert all(check.earned <= 0 for check in result.checks)


def test_a_defensible_answer_earns_its_credit(stances):
    check = next(
        c for c in stances.grade({"rows": {"b": {"stance": -1}}}).checks if c.id == "b.stance"
    )
    assert (check.verdict, check.earned, check.reason) == ("defensible", 1.0, "说得通")


def test_unknown_and_value_exclude_each_other(stances):
    checks = stances.grade({"rows": {"e": {"stance": 0}, "d": {"stance": "unknown"}}}).checks
    assert {c.id: c.earned for c in checks if c.id in ("e.stance", "d.stance")} == {
        "e.stance": 0,
        "d.stance": 0,
    }


@pytest.mark.parametrize("constant", [-2, -1, 0, 1, 2, "unknown"])
def test_the_same_answer_everywhere_counts_from_the_starting_line(stances, constant):
    rows = {name: {"stance": constant} for name in "abcde"}
    result = stances.grade({"rows": rows})
    assert result.score == 0
    assert any("从这里起算" in check.label for check in result.checks)


def test_a_wrong_start_carried_through_earns_seven_tenths(sums):
    result = sums.grade({"values": {"a": "100", "b": "113.4", "net": "213.4"}})
    assert {c.id: c.earned for c in result.checks if c.points} == {
        "a": 0, "b": 10, "net": 7, "interval": 0, "rate": 0,
    }  # fmt: skip


def test_a_named_wrong_figure_gets_its_own_words(sums):
    check = sums.grade({"values": {"net": "2,463万"}}).checks[2]
    assert (check.reason, check.misconception) == ("整笔都算进来了", "E-BASE")


def test_a_wrong_unit_is_told_as_a_wrong_unit(sums):
    assert "单位" in sums.grade({"values": {"a": "118.56亿"}}).checks[0].reason


@pytest.mark.parametrize(("low", "high", "earned"), [
    ("3.5%", "4.6%", 10), ("3", "5", 10), ("0", "9", 0), ("3.9", "4.2", 0), ("4.6", "3.5", 0), ("３．５", "４．６％", 10),
])  # fmt: skip
def test_an_interval_covers_and_is_not_too_wide(sums, low, high, earned):
    assert sums.grade({"values": {}, "low": low, "high": high}).checks[3].earned == earned


def test_a_rate_is_told_whole(sums):
    checks = sums.grade(
        {"values": {}, "rate": {"numerator": "45", "denominator": "212", "excluded": []}}
    ).checks
    assert checks[4].earned == pytest.approx(10 / 3)


def test_a_forbidden_card_caps_the_exercise_and_quotes_itself(reply):
    result = reply.grade({"chosen": ["k1", "k2", "k5"]})
    assert result.score == 0.1
    assert result.cap.quote == "给您个人一点心意。"


def test_arguing_caps_at_one_fifth_and_the_lowest_cap_wins(reply):
    assert reply.grade({"chosen": ["k1", "k2", "k4"]}).score == 0.2
    assert reply.grade({"chosen": ["k1", "k4", "k5"]}).cap.limit == 0.1


def test_more_cards_than_allowed_is_no_attempt(reply):
    assert reply.grade({"chosen": ["k1", "k2", "k3", "k4"]}).status == "unreadable"


def test_the_wrong_order_costs_the_order_only(reply):
    assert reply.grade({"chosen": ["k2", "k1"]}).score == 0.8


def test_a_reversed_ranking_earns_nothing_and_names_the_mistake(order):
    result = order.grade({"order": list("edcba")})
    assert result.score == 0
    assert result.checks[0].misconception == "E-LOUD"


def test_views_do_not_depend_on_the_key(several, stances):
    flipped = build(kind="choice", choose="several", options=[
        {"id": "a", "text": "甲", "feedback": "x"}, {"id": "b", "text": "乙", "feedback": "x"},
        {"id": "c", "text": "丙", "right": True}, {"id": "d", "text": "丁", "right": True},
    ])  # fmt: skip
    assert flipped.view() == several.view()


def belief():
    return build(
        kind="table",
        reveal="doc02",
        columns=[
            {
                "id": "before",
                "label": "读前",
                "type": "ordinal",
                "options": "influence",
                "stage": 1,
            },
            {
                "id": "after",
                "label": "读后",
                "type": "ordinal",
                "options": "influence",
                "stage": 2,
                "updates": "before",
            },
        ],
        rows=[
            {"id": "a", "label": "甲", "key": {"before": 4, "after": 2}, "feedback": "再看"},
            {"id": "b", "label": "乙", "key": {"before": 3, "after": 3}, "feedback": "再看"},
        ],
    )


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [(4, 2, 1), (5, 3, 1), (5, 4, 1), (5, 1, 0.5), (2, 4, 0), (3, 3, 0)],
)
def test_a_change_of_belief_counts_by_direction_and_size(before, after, share):
    checks = belief().grade({"rows": {"a": {"before": before, "after": after}}}).checks
    change = next(check for check in checks if check.id == "a.after-change")
    assert change.earned == pytest.approx(2 * share)


def test_a_judgement_that_must_not_move_is_told_when_it_does():
    checks = belief().grade({"rows": {"b": {"before": 3, "after": 5}}}).checks
    change = next(check for check in checks if check.id == "b.after-change")
    assert (change.earned, change.verdict) == (0, "wrong")
    assert "没有碰到" in change.reason


def contradictions():
    return build(
        kind="table",
        added={
            "label": "找矛盾", "points": 5, "rulings": ["newer", "official"],
            "key": [{"a": "doc01#1", "b": "doc05#4", "ruling": "newer", "feedback": "看日期"}],
        },
    )  # fmt: skip


@pytest.mark.parametrize(("pair", "earned"), [
    (("doc05#4", "doc01#1", "newer"), 5), (("doc01#1", "doc05#4", "official"), 3), (("doc01#1", "doc05#9", "newer"), 3.75),
    (("doc01#1", "doc02#1", "newer"), 0), (("doc01#1", "", "newer"), 0),
])  # fmt: skip
def test_a_contradiction_is_two_paragraphs_and_a_ruling(pair, earned):
    a, b, ruling = pair
    result = contradictions().grade({"added": [{"a": a, "b": b, "ruling": ruling}]})
    assert sum(check.earned for check in result.checks) == pytest.approx(earned)


def test_pairs_that_do_not_contradict_cost_half_a_pair_each():
    right = {"a": "doc01#1", "b": "doc05#4", "ruling": "newer"}
    result = contradictions().grade(
        {"added": [right, {"a": "doc02#1", "b": "doc03#1", "ruling": "newer"}]}
    )
    assert result.score == 0.5


@pytest.mark.parametrize("typed", ["1", "10", "0.1", "1000"])
def test_one_digit_that_fits_at_some_power_of_ten_is_told_nothing(typed):
    exercise = build(
        kind="calculation",
        steps=[{"id": "a", "label": "甲", "unit": "万元", "value": 100, "feedback": "再算"}],
    )
    check = exercise.grade({"values": {"a": typed}}).checks[0]
    assert (check.reason, check.verdict) == ("再算", "wrong")


def test_what_earns_less_than_half_does_not_pass(stances):
    result = stances.grade({"rows": {"b": {"stance": 1}}})
    near = next(check for check in result.checks if check.id == "b.stance")
    assert (near.verdict, near.earned / near.points) == ("partial", 0.4)
    assert result.passed == 0


def test_a_key_of_evidence_names_no_set_that_holds_another(several):
    exercise = build(
        kind="choice",
        options=[
            {"id": "a", "text": "甲", "right": True},
            {"id": "b", "text": "乙", "feedback": "x"},
        ],
        evidence=[["doc01#1"], ["doc02#3", "doc01#1"], ["doc04#1", "doc05#1"]],
    )
    shown = exercise.grade(exercise.model_answer).disclosed("key")["checks"][1]["key"]
    assert shown == "文01·1，或 文04·1、文05·1"


def test_the_right_paragraphs_with_the_wrong_ruling_are_told_so():
    pair = {"a": "doc01#1", "b": "doc05#4", "ruling": "official"}
    assert "找对了" in contradictions().grade({"added": [pair]}).checks[0].reason
