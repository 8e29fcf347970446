"""The commands and their JSON (design section 7)."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from kabook.casework import load_exercise


def run(*arguments, given=None, **environment):
    import os

    return subprocess.run(
        [sys.executable, "-m", "kabook", *arguments],
        input=given, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


@pytest.fixture
def _small(workbook):
    return workbook


@pytest.mark.usefixtures("_small")
class TestOnTheSmallWorkbook:
    def test_show_gives_what_a_trainee_sees_and_no_key(self):
        shown = json.loads(run("show", "haoli.who").stdout)
        assert set(shown) == {
            "format", "id", "kind", "case", "title", "prompt", "hints", "view", "blank", "answer_schema",
        }  # fmt: skip
        assert shown["hints"] == 1
        assert "right" not in json.dumps(shown)

    def test_show_case_numbers_the_paragraphs(self):
        shown = json.loads(run("show", "haoli").stdout)
        assert shown["documents"][1]["paragraphs"][0] == {
            "id": "doc02#1",
            "text": "超过三十万元的，先到我这里。",
        }
        assert shown["exercises"] == ["haoli.who", "haoli.roles"]

    def test_key_scores_one_when_piped_into_grade(self):
        key = json.loads(run("key", "haoli.roles").stdout)
        graded = json.loads(
            run("grade", "haoli.roles", given=json.dumps(key["model_answer"])).stdout
        )
        assert (graded["format"], graded["exercise"], graded["score"]) == (1, "haoli.roles", 1)
        assert set(graded["checks"][0]) == {
            "id", "label", "points", "earned", "verdict", "reason", "evidence", "misconception",
        }  # fmt: skip

    def test_a_wrong_answer_exits_zero(self):
        result = run("grade", "haoli.who", given='{"chosen": ["b"]}')
        assert result.returncode == 0
        check = json.loads(result.stdout)["checks"][0]
        assert (check["verdict"], check["evidence"]) == ("refuted", ["doc01#2"])

    def test_an_unreadable_answer_exits_zero_with_a_sentence(self):
        result = run("grade", "haoli.who", given='{"chosen": ["z"]}')
        graded = json.loads(result.stdout)
        assert (result.returncode, graded["status"], graded["score"]) == (0, "unreadable", None)
        assert graded["checks"] == []
        assert graded["message"]

    def test_an_answer_may_come_from_a_file(self, tmp_path):
        path = tmp_path / "答案.json"
        path.write_text('\ufeff{"chosen": ["a"]}', encoding="utf-8")
        assert json.loads(run("grade", "haoli.who", str(path)).stdout)["score"] == 0.6

    @pytest.mark.parametrize(
        "arguments",
        [("show", "haoli.nothing"), ("show", "nobody"), ("key", "x"), ("grade", "haoli.nothing"), ("check", "nobody"),
         ("grade", "haoli.who", "missing.json"), ("new", "好力"), ("new", "haoli")],
    )  # fmt: skip
    def test_an_unknown_id_or_file_exits_two_with_one_sentence(self, arguments):
        result = run(*arguments, given="{}")
        assert (result.returncode, result.stdout) == (2, "")
        assert "Traceback" not in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1

    @pytest.mark.parametrize("given", ["", "{", "不是 JSON", "[" * 100_000])
    def test_what_is_not_json_exits_two(self, given):
        result = run("grade", "haoli.who", given=given)
        assert (result.returncode, result.stdout) == (2, "")
        assert "Traceback" not in result.stderr

    def test_output_is_utf8_whatever_the_locale(self):
        result = run("show", "haoli", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert "好力叉车" in result.stdout


def test_coverage_counts_the_whole_outline():
    covered = json.loads(run("coverage", "--json").stdout)
    assert (covered["format"], covered["nodes"], covered["sections"]) == (1, 407, 97)
    assert {p: (v["nodes"], v["sections"]) for p, v in covered["parts"].items()} == {
        "p1": (99, 36), "p2": (98, 18), "p3": (113, 20), "p4": (97, 23),
    }  # fmt: skip
    part = covered["parts"]["p1"]
    assert (part["taught"], part["exercised"]) == (99, 36)


def test_exercises_lists_every_exercise_sorted():
    rows = json.loads(run("exercises", "--json").stdout)
    ids = [row["id"] for row in rows]
    assert ids == sorted(ids)
    for row in rows:
        assert row["points"] == load_exercise(row["id"]).points
        assert row["used_by"] or row["status"] != "ready"
