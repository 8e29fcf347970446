"""A worked example: an exercise with its model answer and the whole scorecard, to be read."""

from __future__ import annotations

import json

from traitlets import Dict, Unicode

from kabook.casework import Case, locate
from kabook.errors import UnknownIdError
from kabook.exercises import Exercise
from kabook.widgets.asset import Part
from kabook.widgets.practice import keyed_result, shown_exercise


class Worked(Part):
    """One example; nothing is answered and nothing recorded."""

    part = Unicode("worked").tag(sync=True)
    exercise = Dict().tag(sync=True)
    answer = Dict().tag(sync=True)
    result = Dict().tag(sync=True)

    def __init__(self, case: Case, exercise: Exercise) -> None:
        self._exercise = exercise
        super().__init__(
            exercise=shown_exercise(case, exercise),
            answer=exercise.model_answer,
            result=keyed_result(exercise, exercise.model_answer),
        )

    def __repr__(self) -> str:
        # The whole scorecard, so that a changed key shows in the committed notebook.
        answer = self._exercise.model_answer
        scorecard = self._exercise.grade(answer)
        key = json.dumps(answer, ensure_ascii=False)
        return f"<示范 {self._exercise.id}>\n{scorecard!r}\n参考答案 {key}"


def worked(exercise_id: str) -> Worked:
    """An example with its key.

    Raises:
        UnknownIdError: there is no such exercise, or it is not an example: its key stays inside.
    """
    case, exercise = locate(exercise_id)
    if exercise.status != "example":
        raise UnknownIdError(f"“{exercise_id[:60]}” 不是示范题（status: example），答案不能公开。")
    return Worked(case, exercise)
