"""The notebooks as Voila gets to read them."""

from __future__ import annotations

import ast
from typing import Any

from jupyter_server.services.contents.largefilemanager import LargeFileManager

_SHOW = "display({call}, metadata={{'place': {place}}})"
# What a page keeps room for until it is drawn.
_EXERCISES = ("practice(", "worked(")


class WorkbookPages(LargeFileManager):
    """Read only; the calls of a page are run as one cell.

    Every cell costs the server and the kernel half a dozen messages. Thirty calls in one cell,
    each output marked with the cell it belongs to, halve the time between visit and page.
    """

    def get(self, path: str, *arguments: Any, **options: Any) -> dict[str, Any]:
        """As jupyter-server's, with the code cells of a notebook gathered."""
        model: dict[str, Any] = super().get(path, *arguments, **options)
        if model["type"] == "notebook" and model.get("content"):
            gather_calls(model["content"].cells)
        return model

    def check_and_sign(self, notebook: Any, path: str = "") -> None:
        """Nothing is signed: outputs are never taken from the file."""

    def mark_trusted_cells(self, notebook: Any, path: str = "") -> None:
        """The outputs in the file are thrown away, so whether to trust them is no question."""


def gather_calls(cells: list[Any]) -> None:
    """Move single calls into the first cell of their run; ``place`` counts cells from 1.

    The first code cell stays alone: up to there a preheated kernel runs before its visitor.
    """
    seen_code = False
    run: Any = None
    for place, cell in enumerate(cells, 1):
        if cell.cell_type != "code":
            continue
        if cell.source.startswith(_EXERCISES):
            cell.metadata["exercises"] = cell.source.count('"') // 2
        if not seen_code or not _is_call(cell.source):
            seen_code, run = True, None
            continue
        call = _SHOW.format(call=cell.source.strip(), place=place)
        if run is None:
            run, cell.source = cell, call
        else:
            run.source += f"\n{call}"
            cell.source = ""


def _is_call(source: str) -> bool:
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    return len(body) == 1 and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Call)
