"""Laws of one case: it loads whole, its truths are proven, its exercises cannot be guessed."""

from __future__ import annotations

from collections.abc import Iterator

from kabook.casework import Case, load_case
from kabook.casework.yaml_file import line_of, read_text, read_yaml, validated
from kabook.checks.exercises import exercise_faults
from kabook.checks.guesses import all_unknown
from kabook.checks.truths import Truths
from kabook.errors import ContentError, ContentErrors
from kabook.exercises import Exercise

_ALL_UNKNOWN_CEILING = 0.2


def case_faults(slug: str) -> list[ContentError]:
    """Every fault of a case folder, as far as it can be read.

    Raises:
        UnknownIdError: there is no such case.
    """
    faults: list[ContentError] = []
    try:
        case = load_case(slug)
        faults.extend(_document_faults(case))
        faults.extend(_truth_faults(case))
    except ContentErrors as errors:
        return [*faults, *errors.errors]
    except ContentError as error:
        return [*faults, error]
    exercises: list[Exercise] = []
    for name in case.exercise_names:
        try:
            exercise = case.exercise(name)
        except ContentErrors as errors:
            faults.extend(errors.errors)
        except ContentError as error:
            faults.append(error)
        else:
            exercises.append(exercise)
            faults.extend(exercise_faults(exercise, case.exercise_path(name)))
    faults.extend(_listing_faults(case))
    faults.extend(_all_unknown_faults(case, exercises))
    return faults


def _document_faults(case: Case) -> Iterator[ContentError]:
    path = case.folder / "case.yaml"
    listed = {document.path for document in case.documents}
    for extra in sorted(set(case.folder.glob("documents/*.md")) - listed):
        yield ContentError(extra, 0, "case.yaml 的 documents 里没有这个文件", "列进去，或删掉文件")
    assert case.data is not None
    if not case.is_drill and case.file.names_checked is None:
        yield ContentError(path, 0, "没有 names_checked", "把公司名和行业一起搜过，写下日期和结果")


def _truth_faults(case: Case) -> Iterator[ContentError]:
    path = case.folder / "truths.yaml"
    if case.is_drill and not path.exists():
        return
    content = read_yaml(path)
    truths = validated(
        path, lambda: Truths.model_validate(content, context={"resolve": case.resolve})
    )
    for person in truths.attributes:
        if person not in case.people:
            line = line_of(read_text(path), ("attributes", person))
            yield ContentError(
                path, line, f"案例里没有编号为 “{person}” 的人", "改成 case.yaml 里的人"
            )


def _listing_faults(case: Case) -> Iterator[ContentError]:
    path = case.folder / "case.yaml"
    for number, name in enumerate(case.file.exercises):
        if name not in case.exercise_names:
            line = line_of(read_text(path), ("exercises", number))
            yield ContentError(
                path, line, f"exercises/ 里没有 {name}.yaml", "补上文件，或从列表里删掉"
            )


def _all_unknown_faults(case: Case, exercises: list[Exercise]) -> Iterator[ContentError]:
    ready = [exercise for exercise in exercises if exercise.status == "ready"]
    points = sum(exercise.points for exercise in ready)
    earned = 0.0
    for exercise in ready:
        answer = all_unknown(exercise)
        earned += exercise.points * (exercise.grade(answer).score or 0.0) if answer else 0.0
    if points and earned / points > _ALL_UNKNOWN_CEILING:
        path = case.folder / "case.yaml"
        yield ContentError(
            path,
            0,
            f"全答“证据不足”能得 {earned / points:.2f}，上限 {_ALL_UNKNOWN_CEILING}",
            "减少答案是证据不足的行",
        )
