"""The committed notebooks: pairs agree, cells are one call, nbval notices a changed key."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kabook.casework import all_exercises

REPOSITORY = Path(__file__).parents[2]
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestEveryNotebook:
    def test_it_has_a_markdown_pair(self, path):
        assert path.with_suffix(".md").is_file()

    def test_it_keeps_no_widget_data_and_counts_by_position(self, path):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert set(notebook["metadata"]) == {"jupytext", "kernelspec"}
        assert all(cell["metadata"] == {} for cell in notebook["cells"])
        ran = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        for number, cell in enumerate(ran, 1):
            assert cell["execution_count"] == number
            for output in cell["outputs"]:
                assert set(output.get("data", {})) <= {"text/plain"}

    def test_it_was_executed(self, path):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert all(cell["outputs"] for cell in cells if cell["cell_type"] == "code")

    def test_no_key_of_a_ready_exercise_stands_in_it(self, path):
        text = path.read_text(encoding="utf-8")
        for exercise in all_exercises():
            if exercise.status == "ready" and exercise.explanation:
                assert json.dumps(exercise.explanation, ensure_ascii=False)[1:60] not in text


def nbval(folder: Path) -> int:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "--nbval-current-env",
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    environment = {**os.environ, "KABOOK_ROOT": str(folder)}
    return subprocess.run(
        [*command, str(folder / "notebooks" / "example.ipynb")],
        cwd=folder, env=environment, capture_output=True, check=False,
    ).returncode  # fmt: skip


def test_one_flipped_key_turns_nbval_red(tmp_path):
    """On a page with the worked example alone, which is what holds a key's answer."""
    shutil.copytree(REPOSITORY / "casework", tmp_path / "casework")
    (tmp_path / "notebooks").mkdir()
    shutil.copy(REPOSITORY / "notebooks" / "outline.yml", tmp_path / "notebooks")
    source = json.loads(
        (REPOSITORY / "notebooks" / "part1_roles.ipynb").read_text(encoding="utf-8")
    )
    wanted = [
        cell
        for cell in source["cells"]
        if cell["cell_type"] == "code" and "worked(" in "".join(cell["source"])
    ]
    assert wanted
    first = {**wanted[0], "id": "first", "source": ["from kabook import worked"], "outputs": []}
    page = {**source, "cells": [first, *wanted]}
    target = tmp_path / "notebooks" / "example.ipynb"
    target.write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
    assert nbval(tmp_path) == 0

    path = tmp_path / "casework" / "hengyue-mes" / "exercises" / "how-to-cite.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("    right: true\n") == 1
    flipped = text.replace("    right: true\n", "    feedback: 换掉\n").replace(
        "    feedback: 你用的是", "    right: true\n    feedback: 你用的是"
    )
    path.write_text(flipped, encoding="utf-8")
    assert nbval(tmp_path) == 1
