"""The measures of design section 4, and their edges."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabook.exercises.scoring import (
    derived_order,
    evidence_share,
    kendall_tau,
    neutral_order,
    scale_share,
    set_share,
    starting_line,
    without_neutral,
)

LABELS = [
    "decide",
    "pay",
    "buy",
    "use",
    "benefit",
    "set_criteria",
    "promote",
    "trigger",
    "block",
    "none",
]


@given(st.sets(st.sampled_from(LABELS), min_size=1))
def test_ticking_everything_is_worth_nothing_unless_everything_is_right(key):
    assert set_share(LABELS, key, len(LABELS)) == pytest.approx(
        1.0 if len(key) == len(LABELS) else 0.0, abs=1e-9
    )


@given(st.sets(st.sampled_from(LABELS), min_size=1), st.sets(st.sampled_from(LABELS)))
def test_a_set_never_earns_less_than_nothing_or_more_than_all(key, chosen):
    assert 0 <= set_share(chosen, key, len(LABELS)) <= 1
    assert set_share(key, key, len(LABELS)) == 1


def test_one_extra_label_costs_half_a_label_of_a_single_key():
    assert set_share({"decide", "use"}, {"decide"}, 10) == 0.5


def test_gatekeeper_earns_and_costs_nothing():
    assert without_neutral({"decide", "gatekeeper"}) == {"decide"}
    assert without_neutral({"gatekeeper"}) == {"none"}
    assert without_neutral(()) == frozenset()


def test_scales_of_five_and_three():
    assert [scale_share(0, key, 5) for key in range(5)] == [1, 0.4, 0, 0, 0]
    assert [scale_share(0, key, 3) for key in range(3)] == [1, 0.25, 0]


def test_evidence_counts_the_nearest_sufficient_set():
    sets = [("doc01#1", "doc05#2"), ("doc06#3",)]
    assert evidence_share(["doc06#3"], sets) == 1
    assert evidence_share(["doc05#2", "doc01#1"], sets) == 1
    assert evidence_share(["doc06#9"], sets) == 0.5
    assert evidence_share([], sets) == 0
    assert evidence_share(["doc06#3", "doc02#1"], sets) == pytest.approx(2 / 3)


def test_citing_more_than_twice_the_set_earns_nothing():
    assert evidence_share(["doc06#3", "doc06#4", "doc06#5"], [("doc06#3",)]) == 0


def test_the_starting_line_is_the_best_constant_and_at_most_four_fifths():
    rows = [[(1.0, 1.0), (0.0, 1.0)], [(0.4, 1.0), (1.0, 1.0)]]
    assert starting_line(rows) == pytest.approx(0.7)
    assert starting_line([[(1.0, 1.0)]]) == 0.8


def test_kendall_is_one_for_the_key_and_minus_one_reversed():
    key = list("abcde")
    assert kendall_tau(key, key) == 1
    assert kendall_tau(key[::-1], key) == -1
    assert kendall_tau(list("bacde"), key) == pytest.approx(0.8)


@given(st.text(min_size=1, max_size=20), st.sampled_from(list(permutations("abcde"))))
def test_the_first_order_shown_says_nothing_about_the_key(seed, key):
    shown = neutral_order(seed, key)
    assert abs(kendall_tau(shown, key)) <= 0.2
    assert shown == neutral_order(seed, key)


def test_the_order_of_options_hangs_on_the_exercise_only():
    assert derived_order("a.b", ["x", "y", "z"]) == derived_order("a.b", ["z", "y", "x"])
