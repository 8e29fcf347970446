"""What serving does before anybody listens."""

import json
import socket
from datetime import UTC, datetime, timedelta

import nbformat
import pytest

from kabook.records import Submission
from kabook.serving.environment import (
    ServingError,
    end_retention,
    free_port,
    reachable_name,
)
from kabook.serving.lab import copy_notebooks
from kabook.serving.pages import gather_calls
from kabook.serving.server import serve
from kabook.store import Store


def test_only_a_class_is_served_to_others(workbook):
    with pytest.raises(ServingError, match="--class"):
        serve(workbook, host="0.0.0.0")


def test_next_port_when_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) > port
    with pytest.raises(ServingError):
        free_port("203.0.113.7", 0)
    assert reachable_name("::1") == "[::1]"


def code(source):
    return nbformat.v4.new_code_cell(source)


def test_calls_run_as_one_cell():
    cells = [
        code("from kabook import lesson\nlesson('a')"),
        nbformat.v4.new_markdown_cell("# 课"),
        code('practice("a.b", "a.c")'),
        code("worked('a.d')"),
        code("x = 1\nx"),
        code('practice("a.e")'),
    ]
    gather_calls(cells)
    assert cells[0].source.startswith("from kabook")
    assert cells[2].source.splitlines() == [
        'display(practice("a.b", "a.c"), metadata={\'place\': 3})',
        "display(worked('a.d'), metadata={'place': 4})",
    ]
    assert cells[3].source == ""
    assert cells[4].source == "x = 1\nx"
    assert cells[5].source.startswith("display(")
    assert cells[2].metadata["exercises"] == 2


def test_a_trainees_copy_is_never_overwritten(tmp_path):
    source, folder = tmp_path / "notebooks", tmp_path / "lab"
    source.mkdir()
    page = source / "part1_roles.ipynb"
    page.write_text(json.dumps({"v": 1}), encoding="utf-8")
    assert copy_notebooks(source, folder) == []
    copy = folder / page.name
    copy.write_text("mine", encoding="utf-8")
    assert copy_notebooks(source, folder) == []
    assert copy.read_text(encoding="utf-8") == "mine"
    page.write_text(json.dumps({"v": 2}), encoding="utf-8")
    (kept,) = copy_notebooks(source, folder)
    assert kept.read_text(encoding="utf-8") == "mine"
    assert json.loads(copy.read_text(encoding="utf-8")) == {"v": 2}


def test_old_records_go_when_the_server_starts():
    store, now = Store(), datetime.now(UTC)
    for exercise, days in (("a.old", 181), ("a.new", 179)):
        submission = Submission(
            trainee="local", exercise=exercise, digest="0", answer={}, citations={}, result={}
        )
        store.append_attempt(submission, now - timedelta(days=days))
    assert end_retention() == 1
    assert [attempt.exercise for attempt in store.attempts("local")] == ["a.new"]


def test_a_damaged_record_keeps_no_server_from_starting(capsys):
    Store().close()
    from kabook.home import home

    (home() / "kabook.db").write_bytes(b"not a database" * 1000)
    assert end_retention() == 0
    assert capsys.readouterr().err.strip()
