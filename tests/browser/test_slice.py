"""A lesson from opening to feedback and back again, where trainees really are."""

import pytest
from playwright.sync_api import expect

from browser.servers import CANARY
from browser.trainee import (
    SAVED,
    accept_notice,
    exercise,
    hours,
    line,
    open_lab,
    open_voila,
    type_hours,
)

WRONG_FEEDBACK = "组长管进度"
pytestmark = pytest.mark.parametrize("width", [1440, 390])


def answer_wrongly(page):
    accept_notice(page)
    who = exercise(page, "haoli.who")
    who.get_by_text("采购总监周敏").click()
    who.get_by_role("button", name="提交").click()
    expect(who).to_contain_text(WRONG_FEEDBACK)
    expect(who).to_contain_text("第 1 次")
    type_hours(page, "21")
    expect(line(page)).to_contain_text(SAVED)


def expect_restored(page):
    who = exercise(page, "haoli.who")
    who.scroll_into_view_if_needed()
    expect(who.get_by_role("radio", checked=True)).to_have_count(1)
    expect(who).to_contain_text(WRONG_FEEDBACK)
    exercise(page, "haoli.cost").scroll_into_view_if_needed()
    expect(hours(page)).to_have_value("21")


def test_voila(server, new_tab, width):
    tab = new_tab(width)
    open_voila(tab.page, server.lesson)
    assert CANARY not in tab.witness.received()
    answer_wrongly(tab.page)
    received = tab.witness.received()
    assert f"{CANARY}-who" in received  # the feedback of the wrong option, now disclosed
    assert f"{CANARY}-roles" not in received
    assert f"{CANARY}-cost" not in received
    tab.page.reload()
    expect_restored(tab.page)
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert tab.page.evaluate(overflow) <= 0


def test_lab(lab, new_tab, width):
    tab = new_tab(width)
    open_lab(tab.page, lab.lesson)
    assert CANARY not in tab.witness.received()
    answer_wrongly(tab.page)
    tab.page.reload()
    expect_restored(tab.page)
