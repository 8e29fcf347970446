"""Laws over every shipped exercise, by id."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from kabook.casework import all_exercises, case_slugs, load_case, load_exercise
from kabook.checks.guesses import all_unknown, guesses
from kabook.exercises import exercise_from
from kabook.exercises.base import Exercise
from kabook.exercises.choice import Choice
from kabook.lessons import lessons

REPOSITORY = Path(__file__).parents[2]
IDS = [e.id for e in all_exercises() if e.status in ("ready", "example")]
CASES = [slug for slug in case_slugs() if any(i.startswith(slug + ".") for i in IDS)]


@pytest.fixture(params=IDS)
def exercise(request):
    return load_exercise(request.param)


def test_the_model_answer_scores_one(exercise):
    assert exercise.grade(exercise.model_answer).score == 1
    for answer in exercise.also_accepted:
        assert exercise.grade(answer).score == 1


def test_the_blank_answer_scores_at_most_a_tenth(exercise):
    result = exercise.grade(exercise.blank)
    assert result.status == "graded"
    assert result.score <= 0.1


def test_blind_answers_score_at_most_a_fifth(exercise):
    several = isinstance(exercise, Choice) and exercise.choose == "several"
    if several or exercise.judged_rows >= 4:
        for name, answer, ceiling in guesses(exercise):
            result = exercise.grade(answer)
            # Cards refuse more than may be picked; a map that is refused would prove nothing.
            assert result.status == "graded" or exercise.kind == "cards", result.message
            assert (result.score or 0) <= ceiling, name


def test_an_answer_survives_json(exercise):
    answer = json.loads(json.dumps(exercise.model_answer))
    assert exercise.grade(answer).score == 1


def _raw(exercise: Exercise) -> dict:
    slug, _, name = exercise.id.partition(".")
    case = load_case(slug)
    content = yaml.safe_load(case.exercise_path(name).read_text(encoding="utf-8"))
    case._label_people(content, case.exercise_path(name))
    return {"id": exercise.id, **content}


def _other_words(content):
    """The same exercise with every key-only text replaced and every right answer moved."""
    if isinstance(content, dict):
        moved = {}
        for name, value in content.items():
            if name in ("feedback", "missed", "order_feedback", "explanation", "why"):
                moved[name] = (
                    dict.fromkeys(value, "换掉的话") if isinstance(value, dict) else "换掉的话"
                )
            elif name in ("misconception", "mistakes", "named", "forbidden", "condones", "does"):
                continue
            elif name == "key":
                moved[name] = value
            elif name == "from":
                continue
            else:
                moved[name] = _other_words(value)
        return moved
    return [_other_words(item) for item in content] if isinstance(content, list) else content


def test_no_key_field_changes_what_a_trainee_sees(exercise):
    raw = _raw(exercise)
    changed = _other_words(raw)
    if exercise.kind == "power_map":
        changed["key"] = {"relations": [_turned(raw["key"]["relations"][0], raw)]}
    if exercise.kind == "plan":
        changed |= {"from": raw["from"], "model": [], "constraints": raw["constraints"][:3]}
    if "options" in changed:
        flags = [bool(option.pop("right", False)) for option in changed["options"]]
        for option, right in zip(changed["options"], [*flags[1:], flags[0]], strict=True):
            option.pop("credit", None)
            option["feedback"] = "换掉的话"
            option["right"] = right
    _rotate_keys(changed.get("rows", ()))
    resolve = load_case(exercise.id.partition(".")[0]).resolve
    for step in changed.get("steps", ()):
        step["value"] += 1
    other = exercise_from(changed, {"resolve": resolve})
    assert other.public() == exercise.public()
    assert other.answer_schema == exercise.answer_schema


def _turned(line, raw):
    """Another line than ``line``, the only one of another key."""
    names = [person["id"] for person in raw["people"]]
    other = next(name for name in names if name not in (line["from"], line["to"]))
    return {"kind": line["kind"], "from": other, "to": line["to"]}


def _rotate_keys(rows):
    """Give every row the key of the next row that is asked the same columns."""
    alike = {}
    for row in rows:
        alike.setdefault(frozenset(row["key"]), []).append(row)
    for group in alike.values():
        keys = [row["key"] for row in group]
        for row, key in zip(group, [*keys[1:], keys[0]], strict=True):
            row["key"] = key


@pytest.mark.parametrize("slug", CASES)
def test_all_unknown_over_a_case_scores_at_most_a_fifth(slug):
    points = earned = 0.0
    for exercise in load_case(slug).exercises():
        if exercise.status == "ready":
            answer = all_unknown(exercise)
            points += exercise.points
            earned += exercise.points * ((exercise.grade(answer).score or 0) if answer else 0)
    assert earned / points <= 0.2


def golden_files():
    return sorted((REPOSITORY / "tests" / "golden").glob("*.yaml"))


@pytest.mark.parametrize("path", golden_files(), ids=lambda path: path.stem)
def test_golden_answers_keep_their_scores(path):
    exercise = load_exercise(path.stem)
    for golden in yaml.safe_load(path.read_text(encoding="utf-8")):
        result = exercise.grade(golden["answer"])
        assert result.score == golden["score"], golden["name"]


def test_every_ready_exercise_has_golden_answers():
    named = {path.stem for path in golden_files()}
    assert sorted(set(IDS) - named) == []


FIVE_KINDS = {"choice", "table", "ranking", "calculation", "cards"}


@pytest.mark.parametrize(
    ("name", "case", "kinds"),
    [
        ("part1_roles", "hengyue-mes", FIVE_KINDS),
        ("part2_power_map", "canglan-core-banking", FIVE_KINDS | {"power_map", "plan"}),
    ],
)
def test_a_part_s_page_practises_judgement_on_documents(name, case, kinds):
    lesson = next(page for page in lessons() if page.page == name)
    called = [
        load_exercise(name)
        for call in lesson.calls
        if call.name == "practice"
        for name in call.arguments
    ]
    single = [e for e in called if isinstance(e, Choice) and e.choose == "one"]
    on_paper = [e for e in called if e.documents or e.data]
    assert len(called) >= 30
    assert len(single) <= len(called) / 3
    assert len(on_paper) >= len(called) / 2
    assert sum(e.id.startswith(case) for e in called) >= 12
    assert {e.kind for e in called} == kinds
