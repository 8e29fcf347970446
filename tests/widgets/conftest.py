"""Widgets without a browser: messages in as the page would send them, everything sent recorded."""

from __future__ import annotations

import json
import uuid

import comm
import pytest
from comm.base_comm import BaseComm

from kabook import identity
from kabook.widgets import asset, page


class Browser:
    """``sent`` is all that a browser would receive: (model, kind of message, content)."""

    def __init__(self):
        self.sent = []

    def open_comm(self, **arguments):
        sent = self.sent

        class RecordingComm(BaseComm):
            def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
                sent.append((self.comm_id, msg_type, data))

        return RecordingComm(**{"comm_id": uuid.uuid4().hex, **arguments})

    def tell(self, widget, **message):
        """Send one message to a widget; its replies."""
        before = len(self.sent)
        content = {"data": {"method": "custom", "content": json.loads(json.dumps(message))}}
        widget.comm.handle_msg({"content": content, "buffers": []})
        return [
            data["content"]
            for model, _, data in self.sent[before:]
            if model == widget.model_id and data and data.get("method") == "custom"
        ]

    def set(self, widget, **state):
        """Set traits from outside, as any visitor can try."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        widget.comm.handle_msg({"content": {"data": data}, "buffers": []})

    def reload(self):
        """Another kernel, another page."""
        if page.page.cache_info().currsize:
            page.page().store.close()
        page.page.cache_clear()
        identity._current.cache_clear()

    def text(self, start=0):
        """Everything sent from there on, as one string."""
        return json.dumps(self.sent[start:], default=str, ensure_ascii=False)


@pytest.fixture
def browser(workbook, monkeypatch):
    """A browser at the small workbook; the notice has not been seen."""
    opened = Browser()
    monkeypatch.setattr(comm, "create_comm", opened.open_comm)
    asset._alive.clear()
    opened.reload()
    yield opened
    opened.reload()
    asset._alive.clear()


@pytest.fixture
def accepted(browser):
    """A browser whose trainee has seen the notice."""
    page.page().accept_notice()
    return browser
