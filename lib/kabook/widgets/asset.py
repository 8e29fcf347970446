"""The pieces every widget shares: the stub that fetches the front end, and the guarded line to it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

import anywidget
import ipywidgets
from traitlets import Unicode, default

from kabook.bundle import STATIC, bundle_name
from kabook.errors import IdentityError, KabookError, StoreError
from kabook.widgets.journal import log_failure

_FAILED = "这一步出了错，没有记下来；你写的内容还在页面上。请重新载入本页再试，还不行就告诉讲师。"
_LARGEST_SEQ = 2**53

# Sent with every widget, so kept short. The bundle comes over HTTP once a page; where that folder
# is not served, from the kernel. Awaited in render: anywidget drops a model whose initialize is
# slow. A failed load is forgotten, so that the next widget tries again.
_STUB = """
const file = "FILE", key = "__kabook " + file;
const load = async (model) => {
  try {
    const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
    const path = config.fullLabextensionsUrl + "/kabook/static/" + file;
    return await import(new URL(path, document.baseURI).href);
  } catch {
    const asset = await model.widget_manager.get_model(model.get("asset").slice(10));
    if (!asset.get("bundle"))
      await new Promise((done) => {
        asset.once("change:bundle", done);
        asset.send({ type: "bundle", seq: 0 });
      });
    const blob = new Blob([asset.get("bundle")], { type: "text/javascript" });
    return import(URL.createObjectURL(blob));
  }
};
export default {
  async render(view) {
    const loading = (globalThis[key] ??= load(view.model));
    const bundle = await loading.catch((error) => {
      delete globalThis[key];
      throw error;
    });
    return bundle.render(view, view.model.get("part"));
  }
};
"""

Reply = dict[str, Any]
# Jupyter may handle messages on more than one thread (subshells); a trainee's have an order.
_one_at_a_time = threading.RLock()


class RefusedError(KabookError):
    """A message of the browser that is not acted upon; the sentence is for the trainee."""


class Guarded:
    """A widget that takes messages and nothing else from the browser.

    A visitor can send any message to any model: traits are never set from outside, messages of
    unknown type are ignored, and what goes wrong is answered with one sentence, never with a
    traceback (ipywidgets would send one with our source lines in it).
    """

    def handlers(self) -> dict[str, Callable[[dict[str, Any]], Reply | None]]:
        """Message type → what answers it; ``None`` sends no reply."""
        return {}

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """The browser reads traits; it never sets them."""

    def _handle_msg(self, msg: dict[str, Any]) -> None:
        try:
            data = msg["content"]["data"]
            if data["method"] == "request_state":
                self.send_state()  # type: ignore[attr-defined]
            elif data["method"] == "custom":
                self.receive(data["content"])
        except Exception:
            log_failure()

    def receive(self, message: Any) -> None:
        """Act on one message of the browser and answer it under its ``seq``."""
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            return
        seq, answer = message.get("seq"), self.handlers().get(message["type"])
        if answer is None or type(seq) is not int or not 0 <= seq < _LARGEST_SEQ:
            return
        try:
            with _one_at_a_time:
                reply = answer(message)
        except (RefusedError, StoreError, IdentityError) as error:
            if not isinstance(error, RefusedError):
                log_failure()
            reply = {"type": "refused", "message": str(error)}
        except Exception:
            log_failure()
            reply = {"type": "refused", "message": _FAILED}
        if reply is not None:
            self.send({**reply, "seq": seq})  # type: ignore[attr-defined]


class Asset(Guarded, ipywidgets.Widget):
    """The bundle for pages that cannot fetch it: empty until one of them asks."""

    bundle = Unicode().tag(sync=True)

    def handlers(self) -> dict[str, Callable[[dict[str, Any]], Reply | None]]:
        return {"bundle": self._send_bundle}

    def _send_bundle(self, _message: dict[str, Any]) -> None:
        self.bundle = (STATIC / bundle_name()).read_text(encoding="utf-8")


class Part(Guarded, anywidget.AnyWidget):
    """A part of the page; ``part`` names what the bundle draws. ``label`` is its stable repr."""

    _esm = Unicode().tag(sync=True)
    _anywidget_id = Unicode("kabook.Part").tag(sync=True)
    part = Unicode().tag(sync=True)
    asset = Unicode().tag(sync=True)
    label: ClassVar[str] = "练习册"

    def __init__(self, **traits: Any) -> None:
        shared, layout = _shared()
        super().__init__(layout=layout, asset=f"IPY_MODEL_{shared.model_id}", **traits)

    def add_traits(self, **traits: Any) -> None:
        # anywidget adds its traits to every instance, and each time traitlets makes a new class;
        # ours are declared, which is four times faster.
        missing = {name: trait for name, trait in traits.items() if not self.has_trait(name)}
        if missing:
            super().add_traits(**missing)

    @default("_esm")
    def _stub(self) -> str:
        return _stub_source()

    def __repr__(self) -> str:
        return f"<{self.label}>"


class Stack(ipywidgets.VBox):
    """Widgets one below the other, with a repr that is the same in every run."""

    def __init__(self, children: list[Any]) -> None:
        super().__init__(children, layout=_shared()[1])

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.children))

    def _repr_mimebundle_(self, **options: Any) -> Any:
        # ipywidgets cuts the text at 110 characters.
        return {**super()._repr_mimebundle_(**options), "text/plain": repr(self)}


_alive: list[tuple[Asset, ipywidgets.Layout]] = []


def _shared() -> tuple[Asset, ipywidgets.Layout]:
    """One asset and one layout for the whole kernel: a Layout each costs 1.15 KB of websocket."""
    if not _alive or any(widget.comm is None for widget in _alive[0]):
        _alive[:] = [(Asset(), ipywidgets.Layout())]
    return _alive[0]


@cache
def _stub_source() -> str:
    return re.sub(r"\n\s*", "\n", _STUB.strip()).replace("FILE", bundle_name())
