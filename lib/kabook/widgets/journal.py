"""``$KABOOK_HOME/kabook.log``: what went wrong, for whoever keeps the workbook running.

Never standard error: under Voila a kernel's standard error goes to the browser.
"""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from datetime import datetime
from html import escape

from kabook.errors import KabookError
from kabook.home import home

_LARGEST = 5_000_000


def log_failure() -> None:
    """Append the exception being handled. Never raises: it is called when things go wrong."""
    with suppress(OSError, KabookError):
        path = home() / "kabook.log"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8", errors="replace") as file:
            if file.tell() > _LARGEST:
                file.truncate(0)
            moment = datetime.now().astimezone().isoformat(timespec="seconds")
            file.write(f"{moment} pid {os.getpid()}\n{traceback.format_exc()}\n")


class Sentence:
    """What stands in a cell's place when there is nothing to show but one sentence."""

    def __init__(self, error: KabookError) -> None:
        self._text = str(error)

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return f'<p class="kabook-sentence" role="alert">{escape(self._text)}</p>'
