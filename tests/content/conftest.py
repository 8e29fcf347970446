"""What an author's script makes of an empty folder, once per case."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

CASEWORK = Path(__file__).parents[2] / "casework"


class Made(NamedTuple):
    """The files the script wrote, by name, and the answers it expects."""

    files: dict[str, bytes]
    expected: dict[str, Any]


@pytest.fixture(scope="session")
def made_by(tmp_path_factory):
    """Runs the script of a case in a copy that has no data files."""

    @cache
    def run(case: str) -> Made:
        copy = tmp_path_factory.mktemp(case) / "case"
        shutil.copytree(CASEWORK / case, copy)
        for path in (copy / "documents").glob("*.csv"):
            path.unlink()
        script = [sys.executable, str(copy / "make_data.py")]
        subprocess.run(script, check=True, capture_output=True)
        printed = subprocess.run(
            [*script, "--expected"], check=True, capture_output=True, text=True
        )
        files = {path.name: path.read_bytes() for path in (copy / "documents").glob("*.csv")}
        return Made(files, json.loads(printed.stdout))

    return run
