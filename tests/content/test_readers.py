"""Readers who saw only ``kabook show``: the naive stay under their ceiling, the careful come out high.

A sheet is ``tests/readers/<case>/<reader>.json``: {"reader", "date", "made", "answers": {id: answer}}.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kabook.casework import load_case, load_exercise

SHEETS = sorted((Path(__file__).parents[1] / "readers").glob("*/*.json"))
CEILINGS = {"title": 0.45, "first": 0.45, "friendly": 0.45, "one": 0.60}
CAREFUL_FLOOR = 0.80


def score_of(sheet: Path) -> float:
    """Points-weighted score of a sheet over the ready exercises of its case."""
    answers = json.loads(sheet.read_text(encoding="utf-8"))["answers"]
    points = earned = 0.0
    for exercise in load_case(sheet.parent.name).exercises():
        if exercise.status == "ready":
            result = load_exercise(exercise.id).grade(answers.get(exercise.id, exercise.blank))
            points += exercise.points
            earned += exercise.points * (result.score or 0.0)
    return earned / points


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_reader_scores_as_such_a_reader_should(sheet):
    score = score_of(sheet)
    kind = sheet.stem.split("-")[0]
    if kind == "careful":
        assert score >= CAREFUL_FLOOR
    else:
        assert score <= CEILINGS[kind]


@pytest.mark.parametrize("case", sorted({path.parent.name for path in SHEETS}))
def test_a_case_has_its_readers(case):
    readers = {path.stem.split("-")[0] for path in SHEETS if path.parent.name == case}
    wanted = (
        {"careful", "friendly", "title"} if load_case(case).is_drill else {*CEILINGS, "careful"}
    )
    assert wanted <= readers
    careful = [p for p in SHEETS if p.parent.name == case and p.stem.startswith("careful")]
    assert len(careful) == 3
