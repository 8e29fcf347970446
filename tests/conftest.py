"""Shared fixtures: an isolated home, and a small fictional workbook to break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kabook import casework

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    """No test touches the record of the person who runs it."""
    monkeypatch.setenv("KABOOK_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("KABOOK_ROOT", str(REPOSITORY))
    monkeypatch.delenv("KABOOK_CLASS", raising=False)


@pytest.fixture
def workbook(tmp_path, monkeypatch):
    """A copy of the small workbook in ``tests/workbook``; files of it may be rewritten."""
    folder = tmp_path / "workbook"
    shutil.copytree(REPOSITORY / "tests" / "workbook", folder)
    shutil.copy(REPOSITORY / "notebooks" / "outline.yml", folder / "notebooks" / "outline.yml")
    monkeypatch.setenv("KABOOK_ROOT", str(folder))
    casework._loaded.clear()
    return folder
