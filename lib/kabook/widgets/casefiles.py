"""A case's papers on request: they are sent once a page, not with every exercise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kabook.casework import load_case, read_rows
from kabook.widgets.asset import RefusedError, Reply

_NO_SUCH_FILE = "案例里没有这份材料。"


def casefile_handlers(slug: str) -> dict[str, Callable[[dict[str, Any]], Reply]]:
    """Answers to ``dossier`` and ``data``, for one case and no other."""

    def dossier(message: dict[str, Any]) -> Reply:
        _expect_case(message)
        return {"type": "dossier", "case": slug, "dossier": load_case(slug).dossier()}

    def data(message: dict[str, Any]) -> Reply:
        _expect_case(message)
        name = message.get("file")
        found = load_case(slug).data.get(name) if isinstance(name, str) else None
        if found is None:
            raise RefusedError(_NO_SUCH_FILE)
        content = {"columns": list(found.columns), "rows": read_rows(found)}
        return {"type": "data", "case": slug, "file": name, **content}

    def _expect_case(message: dict[str, Any]) -> None:
        if message.get("case") != slug:
            raise RefusedError(_NO_SUCH_FILE)

    return {"dossier": dossier, "data": data}
