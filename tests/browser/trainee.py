"""What a trainee does on a lesson page, in Voila or in JupyterLab."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Locator, Page, expect

from browser.servers import CANARY, Lab, Server
from kabook.records import Attempt, Draft
from kabook.store import Store

SAVED = re.compile(r"已保存 \d\d:\d\d")
LOST = re.compile("未保存：连接已断")


def open_voila(page: Page, address: str, chapter: str = "p1.buyer.traits") -> None:
    """Open a chapter of the lesson and wait for its exercises."""
    page.goto(f"{address}#{chapter}")
    expect(page.locator("#kb-loading")).to_have_count(0)


def open_lab(page: Page, address: str) -> None:
    """Open the notebook in JupyterLab and run it."""
    page.goto(f"{address}&reset")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    expect(page.locator(".jp-Toolbar-kernelName")).to_contain_text("Python 3")
    expect(page.locator(".jp-Notebook-ExecutionIndicator")).to_have_attribute("data-status", "idle")
    if page.viewport_size["width"] < 900:
        # The file list would take the whole width.
        page.locator(".jp-SideBar.jp-mod-left .lm-mod-current").click()
    page.locator(".jp-Notebook .jp-InputArea-prompt").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+Enter")
    exercise(page, "haoli.who").wait_for()
    # A page that is loaded again shows the outputs that were saved.
    page.keyboard.press("Control+s")


def accept_notice(page: Page, name: str = "haoli.who") -> None:
    """Agree to what is recorded, on an exercise that asks."""
    place = exercise(page, name)
    place.scroll_into_view_if_needed()
    place.get_by_role("button", name="先看一眼我们记录什么").click()
    place.get_by_role("button", name="知道了，开始").click()
    place.locator(".input").wait_for()


def exercise(page: Page, name: str) -> Locator:
    return page.locator(f'[data-exercise="{name}"]')


def type_hours(page: Page, text: str) -> None:
    """Fill in the one number of the calculation."""
    hours(page).scroll_into_view_if_needed()
    hours(page).fill(text)


def hours(page: Page) -> Locator:
    return exercise(page, "haoli.cost").get_by_role("group", name="合计").get_by_role("textbox")


def line(page: Page, name: str = "haoli.cost") -> Locator:
    """Whether what was typed is safe."""
    return exercise(page, name).locator("footer.lines")


class Desk:
    """Where a trainee works, Voila or JupyterLab, and the record there."""

    def __init__(self, place: Server | Lab, new_tab: Callable[[int], Any]) -> None:
        self.place, self.new_tab = place, new_tab

    def open(self, name: str, width: int = 1440, known: bool = False) -> Page:
        """The chapter with the maps; who is ``known`` has agreed to what is recorded."""
        tab = self.new_tab(width)
        if isinstance(self.place, Lab):
            open_lab(tab.page, self.place.lesson)
        else:
            open_voila(tab.page, self.place.lesson, "p1.buyer.needs")
        assert CANARY not in tab.witness.received()
        if not known:
            accept_notice(tab.page, name)
        exercise(tab.page, name).scroll_into_view_if_needed()
        return tab.page

    def reload(self, page: Page, name: str) -> None:
        page.reload()
        exercise(page, name).scroll_into_view_if_needed()

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        return self._record(lambda store: store.attempts("local"))

    def draft(self, name: str) -> dict[str, Any]:
        return self._record(lambda store: store.draft("local", name)).answer

    def leave_draft(self, name: str, answer: dict[str, Any]) -> None:
        """As an earlier version of the page might have left it."""
        now = datetime.now(UTC)
        draft = Draft(trainee="local", exercise=name, answer=answer, citations={}, saved_at=now)
        self._record(lambda store: store.save_draft(draft))

    def _record(self, use: Callable[[Store], Any]) -> Any:
        store = Store(self.place.home / "kabook.db")
        try:
            return use(store)
        finally:
            store.close()
