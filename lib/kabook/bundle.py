"""The front end's built files, committed beside the code."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from kabook.errors import KabookError

STATIC = Path(__file__).parent / "static"


@cache
def bundle_name() -> str:
    """The hashed file that is current.

    Raises:
        KabookError: it was not built.
    """
    try:
        manifest = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise KabookError("缺前端文件 lib/kabook/static；运行 make frontend。") from error
    return str(manifest["bundle"])
