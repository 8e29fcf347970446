"""Laws of one exercise, and of where it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kabook.casework import case_slugs, load_case
from kabook.casework.yaml_file import line_of, read_text
from kabook.checks.guesses import guesses
from kabook.errors import ContentError
from kabook.exercises import Exercise
from kabook.exercises.choice import Choice
from kabook.lessons import lessons
from kabook.outline import may_be_exercised, nodes, users

_BLANK_CEILING = 0.1
_GUESSED_FROM = 4
_SINGLE_CHOICE_SHARE = 1 / 3
#: Ids travel to the browser: one that says what a thing is gives the answer away.
_NEUTRAL_ID = re.compile(r"[a-z]{1,2}\d{0,3}")


def exercise_faults(exercise: Exercise, path: Path) -> Iterator[ContentError]:
    """The model answer is right, blank and blind answers are worth nothing, the nodes exist."""
    text = read_text(path)
    known = nodes()
    for number, name in enumerate(exercise.nodes):
        if name not in known or not may_be_exercised(known[name]):
            problem = "大纲里没有节点" if name not in known else "练习不能挂在"
            line = line_of(text, ("nodes", number))
            yield ContentError(path, line, f"{problem} {name}", "写到节，或节以下")
    people = load_case(exercise.id.partition(".")[0]).people
    for field in ("options", "items", "cards", "rows", "matters", "reasons", "gains", "nexts"):
        for number, entry in enumerate(getattr(exercise, field, ())):
            if not _NEUTRAL_ID.fullmatch(entry.id) and entry.id not in people:
                line = line_of(text, (field, number))
                yield ContentError(
                    path, line, f"id “{entry.id}” 学员看得到，会泄题", "改成 a、k3、r12 这样的"
                )
    score = exercise.grade(exercise.model_answer).score
    if score != 1:
        yield ContentError(path, 1, f"参考答案只得 {score}", "检查 key 和证据")
    blank = exercise.grade(exercise.blank).score or 0.0
    if blank > _BLANK_CEILING:
        yield ContentError(path, 1, f"什么都不答能得 {blank}", f"上限 {_BLANK_CEILING}")
    several = isinstance(exercise, Choice) and exercise.choose == "several"
    if several or exercise.judged_rows >= _GUESSED_FROM:
        for name, answer, ceiling in guesses(exercise):
            guessed = exercise.grade(answer).score or 0.0
            if guessed > ceiling:
                yield ContentError(
                    path,
                    1,
                    f"{name}能得 {guessed}，上限 {ceiling}",
                    "让答案分散些，或加干扰项",
                )


def usage_faults() -> Iterator[ContentError]:
    """Every ready exercise is on exactly one page; no part leans on single choice."""
    pages = lessons()
    ready: list[Exercise] = []
    for slug in case_slugs():
        case = load_case(slug)
        for exercise in case.exercises():
            name = exercise.id.partition(".")[2]
            used = users(exercise, pages)
            path = case.exercise_path(name)
            line = line_of(read_text(path), ("status",))
            if exercise.status == "ready":
                ready.append(exercise)
                if not used:
                    yield ContentError(
                        path,
                        line,
                        "状态是 ready，却没有一页用它",
                        "写进一课的 practice(…)、case.yaml 的 exercises，或改成 draft",
                    )
            elif used and exercise.status in ("draft", "retired"):
                yield ContentError(
                    path,
                    line,
                    f"状态是 {exercise.status}，却用在 {used[0]}",
                    "改成 ready，或从页里拿掉",
                )
            if len(used) > 1:
                yield ContentError(
                    path, line, f"用在了 {len(used)} 页：{'、'.join(used)}", "只留一页"
                )
    for lesson in pages:
        called = [e for e in ready if e.id in lesson.exercises]
        single = [e for e in called if isinstance(e, Choice) and e.choose == "one"]
        if called and len(single) / len(called) > _SINGLE_CHOICE_SHARE:
            yield ContentError(
                lesson.path, 0, f"单选题占 {len(single)}/{len(called)}", "不能超过三分之一"
            )
