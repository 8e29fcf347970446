"""The kinds of exercise. Pure: nothing here touches a file of the trainee, a clock or a widget."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from kabook.exercises.base import Exercise
from kabook.exercises.calculation import Calculation
from kabook.exercises.cards import Cards
from kabook.exercises.choice import Choice
from kabook.exercises.ranking import Ranking
from kabook.exercises.result import Cap, Check, Result
from kabook.exercises.table import Table

AnyExercise = Annotated[Choice | Table | Ranking | Calculation | Cards, Field(discriminator="kind")]
KINDS = ("choice", "table", "ranking", "calculation", "cards")
_ADAPTER: TypeAdapter[Exercise] = TypeAdapter(AnyExercise)


def exercise_from(content: dict[str, Any], context: dict[str, Any] | None = None) -> Exercise:
    """Validate an exercise file's content.

    ``context["resolve"]`` turns a verbatim quote into a paragraph id and raises ValueError.

    Raises:
        pydantic.ValidationError: with the place of every fault.
    """
    return _ADAPTER.validate_python(content, context=context)


__all__ = ["KINDS", "Cap", "Check", "Exercise", "Result", "exercise_from"]
