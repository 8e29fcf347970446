"""Flipping a key breaks at least one golden answer: the golden answers watch every key."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kabook.casework import all_exercises, load_case
from kabook.exercises import exercise_from
from kabook.exercises.columns import Column

GOLDEN = Path(__file__).parents[1] / "golden"
READY = [e.id for e in all_exercises() if e.status == "ready"]


def flips(content, exercise):
    """(name, content with one key flipped) for every judged thing of the exercise."""
    import copy

    def changed(change):
        other = copy.deepcopy(content)
        change(other)
        return other

    if exercise.kind == "choice":
        right = [i for i, o in enumerate(content["options"]) if o.get("right")]
        for i, option in enumerate(content["options"]):

            def flip(other, i=i, option=option):
                other["options"][i]["right"] = not option.get("right", False)
                other["options"][i].setdefault("feedback", "x")
                if exercise.choose == "one" and i not in right:
                    other["options"][right[0]].update(right=False, feedback="x")

            if i not in right or len(right) > 1:
                yield option["id"], changed(flip)
    if exercise.kind == "power_map":
        kinds = [kind.id for kind in exercise.relations]
        for i, line in enumerate(content["key"]["relations"]):
            other_kind = kinds[(kinds.index(line["kind"]) + 1) % len(kinds)]

            def bend(other, i=i, other_kind=other_kind):
                other["key"]["relations"][i].update(kind=other_kind, accepts=[])

            yield f"relations.{i}", changed(bend)
        for i, person in enumerate(content["key"].get("people", ())):
            for name, values in (("stance", (-2, 2)), ("influence", (1, 5))):
                if name in person:

                    def flip(other, i=i, name=name, values=values):
                        entry = other["key"]["people"][i]
                        entry[name] = values[0] if entry[name] != values[0] else values[1]
                        entry.pop("accepts", None)

                    yield f"{person['id']}.{name}", changed(flip)
    if exercise.kind == "plan":
        for i, constraint in enumerate(content["constraints"]):
            yield constraint["id"], changed(lambda other, i=i: other["constraints"].pop(i))
    if exercise.kind == "ranking":
        for i in range(len(content["items"]) - 1):

            def swap(other, i=i):
                items = other["items"]
                items[i], items[i + 1] = items[i + 1], items[i]
                other["mistakes"] = []

            yield f"{i}<->{i + 1}", changed(swap)
    if exercise.kind == "table":
        for i, row in enumerate(content["rows"]):
            for column in exercise.columns:
                if column.id in row["key"] and column.type in ("label", "ordinal"):
                    key = row["key"][column.id]
                    other_key = next(o for o in _others(column, key))

                    def flip(other, i=i, column=column, other_key=other_key):
                        other["rows"][i]["key"][column.id] = other_key
                        other["rows"][i]["named"] = []

                    yield f"{row['id']}.{column.id}", changed(flip)


def _others(column: Column, key):
    return [option for option in column.ids if option != key]


@pytest.mark.parametrize("name", READY)
def test_a_flipped_key_breaks_a_golden_answer(name):
    slug, _, stem = name.partition(".")
    case = load_case(slug)
    path = case.exercise_path(stem)
    content = {"id": name, **yaml.safe_load(path.read_text(encoding="utf-8"))}
    case._label_people(content, path)
    golden = yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))
    unnoticed = []
    for flipped, other in flips(content, case.exercise(stem)):
        grade = exercise_from(other, {"resolve": case.resolve}).grade
        if all(grade(entry["answer"]).score == entry["score"] for entry in golden):
            unnoticed.append(flipped)
    assert unnoticed == []
