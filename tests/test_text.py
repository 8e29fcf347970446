"""Figures and text as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabook.text import count_hanzi, normalize, parse_figure, readings


@pytest.mark.parametrize(
    "typed",
    ["459万", "4,590,000", "４５９万元", "0.0459亿", "4590000元", " 459 万 ", "¥4,590,000"],
)
def test_one_amount_typed_seven_ways_is_the_same_answer(typed):
    assert 459 in [round(value, 6) for value in readings(parse_figure(typed), "万元")]


@pytest.mark.parametrize("typed", ["4.6%", "４．６％", "4.6", "0.046"])
def test_a_percentage_typed_four_ways_is_the_same_answer(typed):
    assert 4.6 in [round(value, 6) for value in readings(parse_figure(typed), "%")]


@pytest.mark.parametrize(
    "typed", ["", "大约", "12:30", "1.2.3", "<script>", "9" * 100, "1-2", "nan", True]
)
def test_what_is_no_figure_is_refused(typed):
    assert parse_figure(typed) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(typed):
    parse_figure(typed)
    assert normalize(normalize(typed)) == normalize(typed)


@given(st.integers(min_value=0, max_value=10**9))
def test_thousands_separators_change_nothing(number):
    assert parse_figure(f"{number:,}").value == parse_figure(str(number)).value == number


def test_invisible_characters_and_full_width_digits_are_normalised():
    assert normalize("３\u200b，２００ 万") == "3,200 万"


def test_only_hanzi_are_counted():
    assert count_hanzi("大客户 KA，销售 101。") == 5
