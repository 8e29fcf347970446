"""The ids that answers and keys may use, with their Chinese labels."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

#: 证据不足: an answer, and sometimes the right one.
UNKNOWN = "unknown"
#: 守门人 is taught and shown, but earns and costs nothing (design: roles).
NEUTRAL_ROLES = frozenset({"gatekeeper"})


@cache
def vocabularies() -> dict[str, tuple[dict[str, Any], ...]]:
    """Every vocabulary by name; each entry has ``id`` and ``label``, some ``gloss`` or ``lesson``."""
    text = files("kabook.exercises").joinpath("vocabulary.yml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where it exists
    return {name: tuple(entries) for name, entries in yaml.load(text, loader).items()}


@cache
def misconception(code: str) -> dict[str, str]:
    """``{"code", "name", "lesson"}`` of an E-code.

    Raises:
        KeyError: the code is not in the vocabulary.
    """
    for entry in vocabularies()["misconceptions"]:
        if entry["id"] == code:
            return {"code": code, "name": entry["label"], "lesson": entry["lesson"]}
    raise KeyError(code)
