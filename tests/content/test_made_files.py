"""A script in a case's folder makes the data files that a trainee of the case reads."""

from __future__ import annotations

from pathlib import Path

import pytest

CASEWORK = Path(__file__).parents[2] / "casework"
SCRIPTED = sorted(path.parent.name for path in CASEWORK.glob("[!_]*/make_data.py"))


def test_the_cases_with_figures_have_a_script():
    assert {"hengyue-mes", "canglan-core-banking", "hanhai-expense"} <= set(SCRIPTED)


@pytest.mark.parametrize("case", SCRIPTED)
def test_the_author_s_script_makes_the_files_a_trainee_reads(case, made_by):
    read = {path.name: path.read_bytes() for path in (CASEWORK / case).glob("documents/*.csv")}
    assert read
    for name, content in read.items():
        assert made_by(case).files[name] == content, name
