import json
import threading

import pytest

from kabook.bundle import STATIC
from kabook.home import home
from kabook.widgets.asset import Asset, Part, RefusedError
from kabook.widgets.journal import log_failure
from kabook.widgets.practice import practice


def opened(browser):
    return {model: data["state"] for model, kind, data in browser.sent if kind == "comm_open"}


def test_the_bundle_is_not_sent_with_the_widgets(browser):
    practice("haoli.who", "haoli.roles")
    bundle = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))["bundle"]
    for state in opened(browser).values():
        assert len(state.get("_esm", "")) < 1200
    stubs = {state["_esm"] for state in opened(browser).values() if "_esm" in state}
    assert len(stubs) == 1
    assert bundle in stubs.pop()
    assert (STATIC / bundle).is_file()


def test_one_asset_and_one_layout_serve_the_whole_page(browser):
    practice("haoli.who")
    practice("haoli.roles", "haoli.who")
    states = list(opened(browser).values())
    assert sum(state["_model_name"] == "LayoutModel" for state in states) == 1
    assert sum("bundle" in state for state in states) == 1
    assert len({state["asset"] for state in states if "asset" in state}) == 1


def test_a_page_that_cannot_fetch_the_bundle_gets_it_from_the_asset(browser):
    widget = Asset()
    assert widget.bundle == ""
    assert browser.tell(widget, type="bundle", seq=0) == []
    assert "render" in widget.bundle
    browser.set(widget, bundle="alert(1)")
    assert widget.bundle != "alert(1)"


def test_a_kernel_whose_widgets_were_closed_starts_afresh(browser):
    first = practice("haoli.who")
    Asset.close_all()
    second = practice("haoli.who")
    assert first.asset != second.asset


def test_a_state_request_is_answered(browser):
    widget = practice("haoli.who")
    before = len(browser.sent)
    widget.comm.handle_msg({"content": {"data": {"method": "request_state"}}, "buffers": []})
    ((model, _, data),) = browser.sent[before:]
    assert (model, data["method"]) == (widget.model_id, "update")
    assert data["state"]["exercise"]["id"] == "haoli.who"


class Counter(Part):
    def handlers(self):
        return {"count": self._count}

    inside = 0

    def _count(self, message):
        self.inside += 1
        assert self.inside == 1
        threading.Event().wait(0.002)
        self.inside -= 1
        if message.get("refuse"):
            raise RefusedError("不行。")
        return {"type": "counted"}


def test_messages_on_several_threads_are_handled_one_at_a_time(browser):
    widget = Counter()
    threads = [
        threading.Thread(target=widget.receive, args=({"type": "count", "seq": n},))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    replies = [d["content"] for _, _, d in browser.sent if d.get("method") == "custom"]
    assert sorted(reply["seq"] for reply in replies) == list(range(8))
    assert {reply["type"] for reply in replies} == {"counted"}


def test_a_refusal_is_answered_under_its_number(browser):
    assert browser.tell(Counter(), type="count", seq=4, refuse=True) == [
        {"type": "refused", "seq": 4, "message": "不行。"}
    ]


def test_the_log_never_raises_and_stays_small(tmp_path, monkeypatch):
    monkeypatch.setattr("kabook.widgets.journal._LARGEST", 10)
    for word in ("first", "second", "third"):
        try:
            raise ValueError(word)
        except ValueError:
            log_failure()
    text = (home() / "kabook.log").read_text(encoding="utf-8")
    assert "third" in text
    assert "first" not in text
    monkeypatch.setenv("KABOOK_HOME", str(tmp_path / "file" / "home"))
    (tmp_path / "file").write_text("", encoding="utf-8")
    log_failure()


@pytest.mark.parametrize("name", ["_model_name", "_view_name", "_model_module", "_view_module"])
def test_the_browser_finds_anywidget_behind_every_part(browser, name):
    assert "ny" in getattr(practice("haoli.who"), name)
