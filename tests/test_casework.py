"""What authors get wrong, and the one line they are told."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from kabook.casework import load_case, load_exercise
from kabook.errors import ContentError, UnknownIdError

CASE, WHO, ROLES = (
    "casework/haoli/case.yaml",
    "casework/haoli/exercises/who.yaml",
    "casework/haoli/exercises/roles.yaml",
)

#: name, file, what is replaced, by what, line of the fault, words of the message.
MISTAKES = [
    ("wrong field", WHO, "    right: true", "    rihgt: true", 14, ("rihgt", "right")),
    ("full-width colon", WHO, "prompt: |", "prompt：|", 7, ("全角冒号", "半角冒号")),
    ("unquoted 12:30", WHO, "text: 由续约小组投票", "text: 12:30", 21, ("750", "双引号")),
    ("missing quote", WHO, "超过三十万元的，先到我这里", "超过五十万元的，先到我这里", 23, ("找不到", "逐字照抄")),
    ("quote found twice", WHO, "超过三十万元的，先到我这里", "三十万元", 23, ("不止一次", "doc01#2")),
    ("unknown person", ROLES, "id: wu-gang", "id: wu-gnag", 17, ("wu-gnag", "case.yaml")),
    ("key for a column that is not there", ROLES, "key: {roles: [decide]}", "key: {role: [decide]}", 18, ("role", "key")),
    ("duplicate id", WHO, "id: c", "id: b", 20, ("b", "两次")),
    ("document missing", CASE, "[doc01, doc02]", "[doc01, doc02, doc03]", 16, ("doc03", "documents/")),
    ("a document the case does not have", WHO, "[doc01, doc02]", "[doc01, doc09]", 6, ("doc09",)),
    ("a field written twice", WHO, "title: 谁来批", "title: 谁来批\ntitle: 谁批", 3, ("title", "两次")),
    ("yes is no text", WHO, "text: 由续约小组投票", "text: yes", 21, ("True", "双引号")),
    ("1.10 is no text", WHO, "text: 由续约小组投票", "text: 1.10", 21, ("1.1", "双引号")),
    ("a date is no text", CASE, 'from: "2026-03-02"', "from: 2026-03-02", 15, ("双引号",)),
    ("unknown kind", WHO, "kind: choice", "kind: quiz", 1, ("quiz", "choice")),
    ("unknown misconception", WHO, "E-TITLE", "E-TITEL", 18, ("E-TITEL",)),
    ("wrong option without feedback", WHO, "    feedback: 通知里没有投票这回事。\n", "", None, ("feedback", "c")),
    ("unknown node", WHO, "p1.buyer.traits.nopower", "p1.buyer.traits.nopowers", 5, ("nopowers",)),
    ("an exercise on a part", WHO, "p1.buyer.traits.nopower", "p1", 5, ("p1",)),
    ("chief who is not there", CASE, "reports_to: wu-gang", "reports_to: wu-gnag", 12, ("wu-gnag",)),
    ("exercise listed without file", CASE, "[who, roles]", "[who, roles, more]", 17, ("more",)),
]  # fmt: skip


def run(*arguments, folder=None, **options):
    command = [sys.executable, "-m", "kabook", *arguments]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", cwd=folder, check=False, **options
    )


def test_the_small_workbook_is_sound(workbook):
    result = run("check", "haoli")
    assert (result.returncode, result.stdout) == (0, "")


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"),
    [m[1:] for m in MISTAKES],
    ids=[m[0] for m in MISTAKES],
)
def test_a_mistake_gives_one_clear_line(workbook, file, old, new, line, words):
    path = workbook / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    result = run("check", "haoli")
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    first = result.stdout.splitlines()[0]
    match = re.fullmatch(r"(\S+):(\d+): (.+)", first)
    assert match, result.stdout
    assert match[1] == file
    if line is not None:
        assert int(match[2]) == line, first
    for word in words:
        assert word in first


def test_a_ready_exercise_that_no_page_uses_is_a_fault(workbook):
    path = workbook / CASE
    path.write_text(
        path.read_text(encoding="utf-8").replace("[who, roles]", "[who]"), encoding="utf-8"
    )
    lesson = workbook / "notebooks/lesson.md"
    lesson.write_text("# 课\n", encoding="utf-8")
    result = run("check")
    assert result.returncode == 1
    assert re.search(r"roles\.yaml:3: .*没有一页用它", result.stdout)


def test_a_truth_needs_two_proofs_and_a_hard_one(workbook):
    path = workbook / "casework/haoli/truths.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("hard", "soft"), encoding="utf-8")
    assert "硬记录" in run("check", "haoli").stdout


def test_quotes_become_paragraphs(workbook):
    assert load_exercise("haoli.who").model_answer == {"chosen": ["a"], "evidence": ["doc02#1"]}
    assert load_case("haoli").paragraphs["doc02#2"] == "周敏，评分你来排。"


def test_headings_are_shown_and_not_numbered(workbook):
    blocks = load_case("haoli").documents[0].blocks
    assert [block.id for block in blocks] == ["doc01#1", None, "doc01#2"]


def test_an_edited_file_is_read_again(workbook):
    before = load_exercise("haoli.who").title
    path = workbook / WHO
    path.write_text(path.read_text(encoding="utf-8").replace("谁来批", "谁批"), encoding="utf-8")
    assert (before, load_exercise("haoli.who").title) == ("谁来批", "谁批")


@pytest.mark.parametrize(
    "name", ["nobody.x", "haoli.nothing", "haoli", "../etc.passwd", "haoli.../x", ""]
)
def test_an_unknown_exercise_is_a_sentence(workbook, name):
    with pytest.raises(UnknownIdError):
        load_exercise(name)


def test_gbk_is_named_as_such(workbook):
    (workbook / WHO).write_bytes("kind: choice\ntitle: 谁来批这一份合同".encode("gbk"))
    with pytest.raises(ContentError, match="UTF-8"):
        load_exercise("haoli.who")
