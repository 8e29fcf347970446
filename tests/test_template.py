"""A new case from the template is sound from the first minute."""

from __future__ import annotations

import shutil

import pytest
from tests.conftest import REPOSITORY

from kabook.casework import load_case
from kabook.checks import find_faults
from kabook.checks.template import new_case
from kabook.errors import UnknownIdError
from kabook.exercises import KINDS


@pytest.fixture
def casework_folder(workbook):
    shutil.copytree(REPOSITORY / "casework" / "_template", workbook / "casework" / "_template")
    return workbook / "casework"


def test_a_new_case_passes_the_check(casework_folder):
    folder = new_case("beihai-crane")
    assert folder == casework_folder / "beihai-crane"
    assert find_faults(("beihai-crane",)) == []


def test_the_template_shows_every_kind_once(casework_folder):
    new_case("beihai-crane")
    kinds = [exercise.kind for exercise in load_case("beihai-crane").exercises()]
    assert sorted(kinds) == sorted(KINDS)


def test_a_taken_name_is_refused_and_nothing_is_overwritten(casework_folder):
    new_case("beihai-crane")
    (casework_folder / "beihai-crane" / "mine.txt").write_text("我的", encoding="utf-8")
    with pytest.raises(UnknownIdError, match="已经有了"):
        new_case("beihai-crane")
    assert (casework_folder / "beihai-crane" / "mine.txt").exists()
