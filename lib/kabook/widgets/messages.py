"""Reading what a browser sent: anybody can send anything, so nothing is taken on trust."""

from __future__ import annotations

import json
import re
from typing import Any

from kabook.exercises.base import LONGEST_ANSWER
from kabook.widgets.asset import RefusedError

_LONGEST_STAMP = 40
_LONGEST_SITTING = 24 * 3600.0
_TOO_LONG = f"答案太长了（最多 {LONGEST_ANSWER} 个字符），没有保存。请删短一些。"
_NO_ANSWER = "没有收到能读的答案。请重新载入本页再试。"


def clean_answer(answer: Any) -> dict[str, Any]:
    """A JSON object of bounded size whose texts can be stored."""
    if not isinstance(answer, dict):
        raise RefusedError(_NO_ANSWER)
    try:
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        raise RefusedError(_NO_ANSWER) from None
    if len(text) > LONGEST_ANSWER:
        raise RefusedError(_TOO_LONG)
    # An emoji cut in half by a length limit leaves a lone surrogate, which no file can hold.
    clean: dict[str, Any] = json.loads(text.encode("utf-8", "replace"))
    return clean


def seconds_of(value: Any) -> float:
    """A plausible time since the exercise was shown; anything else counts as unknown (0)."""
    if type(value) not in (int, float) or not value >= 0:
        return 0.0
    return float(min(value, _LONGEST_SITTING))


def base_of(value: Any) -> str | None:
    """Which state of the draft the page started from; None when it does not say."""
    return value if isinstance(value, str) and len(value) <= _LONGEST_STAMP else None


def visit_of(value: Any) -> str:
    """The page's own name for this opening of it, if it has the shape of one."""
    return value if isinstance(value, str) and re.fullmatch(r"[\w-]{1,64}", value) else ""
