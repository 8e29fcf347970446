"""The content laws: what ``kabook check`` finds, one line a fault."""

from __future__ import annotations

from kabook.casework import case_slugs, root
from kabook.checks.cases import case_faults
from kabook.checks.exercises import usage_faults
from kabook.checks.lessons import lesson_faults
from kabook.errors import ContentError


def find_faults(slugs: tuple[str, ...] = ()) -> list[ContentError]:
    """Every fault of the named cases; without names, of the whole workbook.

    Raises:
        UnknownIdError: a named case does not exist.
    """
    faults: list[ContentError] = []
    for slug in slugs or case_slugs():
        faults.extend(case_faults(slug))
    if not slugs:
        for folder in sorted((root() / "casework").glob("[!_.]*/")):
            if not (folder / "case.yaml").is_file():
                missing = folder / "case.yaml"
                faults.append(ContentError(missing, 0, "没有这个文件", "从 _template 抄一份"))
    if not slugs and not faults:
        # Lessons are judged against exercises that load.
        faults.extend(usage_faults())
        faults.extend(lesson_faults())
    return sorted(faults, key=lambda fault: (str(fault.path), fault.line))
