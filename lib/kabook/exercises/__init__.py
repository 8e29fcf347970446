"""The kinds of exercise. Pure: nothing here touches a file of the trainee, a clock or a widget."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from kabook.exercises.base import Exercise
from kabook.exercises.result import Cap, Check, Result

#: Kind → the module of its class; loaded when a page first shows one (a kernel's start counts).
KINDS = {
    "choice": "Choice",
    "table": "Table",
    "ranking": "Ranking",
    "calculation": "Calculation",
    "cards": "Cards",
    "power_map": "PowerMap",
    "plan": "Plan",
}


def exercise_from(content: dict[str, Any], context: dict[str, Any] | None = None) -> Exercise:
    """Validate an exercise file's content, whose ``kind`` is one of KINDS.

    ``context["resolve"]`` turns a verbatim quote into a paragraph id and raises ValueError.

    Raises:
        pydantic.ValidationError: with the place of every fault.
    """
    return model_of(content["kind"]).model_validate(content, context=context)


def model_of(kind: str) -> type[Exercise]:
    """The class of a kind in KINDS."""
    found: type[Exercise] = getattr(import_module(f"kabook.exercises.{kind}"), KINDS[kind])
    return found


__all__ = ["KINDS", "Cap", "Check", "Exercise", "Result", "exercise_from", "model_of"]
