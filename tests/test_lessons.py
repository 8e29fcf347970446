"""What the content check says of a lesson's text, and how it is measured."""

from __future__ import annotations

import json

import pytest

from kabook.checks.lessons import lesson_faults
from kabook.lessons import read_lesson
from kabook.outline import coverage, may_be_exercised, nodes

HEADER = "---\njupytext:\n  formats: ipynb,md:myst\n---\n\n"
OWN = "周敏三月九日把评分表排好了，发给三家供应商，每家都在同一天收到，她在登记本上逐一签了名字，又抄送吴刚一份留底，第二天吴刚在登记本旁边批了两个字，照办，日期写得清清楚楚。"


def write(workbook, body):
    path = workbook / "notebooks" / "lesson.md"
    path.write_text(HEADER + body, encoding="utf-8")
    return path


def messages(workbook, body):
    write(workbook, body)
    return [f"{fault.line}: {fault.problem}" for fault in lesson_faults()]


def test_own_text_leaves_out_headings_the_quoted_title_and_markup(workbook):
    body = f'<a id="p1.buyer.talk.intel.1"></a>\n\n> 大纲：第一、真、假情报\n\n**{OWN}** <span class="kb-grade">E1</span>\n'
    passage = read_lesson(write(workbook, body)).passages[0]
    assert passage.characters == len([c for c in OWN if "\u3400" <= c <= "\u9fff"])


def test_a_short_node_is_a_fault_with_its_line(workbook):
    found = messages(workbook, '# 课\n\n<a id="p1.buyer.talk.intel.1"></a>\n\n太短。\n')
    assert any(line.startswith("8: p1.buyer.talk.intel.1 只有") for line in found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("首先看钱。", "首先"),
        ("太好了！", "！"),
        ("见〔好力 文09·1〕。", "没有 好力 文09·1"),
        ("他说“评分你自己来排”〔好力 文02·2〕。", "原话"),
        ("组织沉默（Nobody & Noone, 1999）。", "sources.yml"),
        ("《反不正当竞争法》第99条。", "laws.yml"),
    ],
)
def test_a_fault_in_the_text_is_found(workbook, text, words):
    found = messages(workbook, f'<a id="p1.buyer.talk.intel.1"></a>\n\n{OWN}{text}\n')
    assert any(words in line for line in found), found


def test_a_true_quote_is_no_fault(workbook):
    text = f"{OWN}他写“周敏，评分你来排。”〔好力 文02·2〕"
    found = messages(workbook, f'<a id="p1.buyer.talk.intel.1"></a>\n\n{text}\n')
    assert not any("原话" in line or "没有 好力" in line for line in found)


def test_a_node_taught_twice_and_a_shared_run_are_faults(workbook):
    anchor = '<a id="p1.buyer.talk.intel.1"></a>'
    found = messages(workbook, f"{anchor}\n\n{OWN}\n\n{anchor}\n\n{OWN}\n")
    assert any("已经在" in line for line in found)
    other = '<a id="p1.buyer.talk.intel.2"></a>'
    assert any(
        "二十个字相同" in line
        for line in messages(workbook, f"{anchor}\n\n{OWN}\n\n{other}\n\n{OWN}\n")
    )


def test_an_unknown_or_draft_exercise_is_a_fault(workbook):
    cell = '```{code-cell} ipython3\npractice("haoli.nothing")\n```\n'
    assert any("haoli.nothing" in line for line in messages(workbook, cell))


def test_code_beside_the_one_call_is_a_fault(workbook):
    cell = "```{code-cell} ipython3\nimport os\n```\n"
    assert any("只写一行调用" in line for line in messages(workbook, cell))


def test_coverage_counts_a_node_only_with_one_anchor_and_enough_text(workbook):
    write(
        workbook,
        f'<a id="p1.buyer.talk.intel.1"></a>\n\n{OWN}\n\n<a id="p1.buyer.talk.intel.2"></a>\n\n短。\n',
    )
    by_node = coverage()["by_node"]
    assert by_node["p1.buyer.talk.intel.1"]["taught"] == "lesson"
    assert by_node["p1.buyer.talk.intel.2"]["taught"] is None
    assert by_node["p1.buyer.traits.nopower"]["exercises"] == ["haoli.who"]
    assert by_node["p1.buyer.traits"]["cases"] == ["haoli"]
    json.dumps(coverage(), ensure_ascii=False)


def test_exercises_name_sections_or_below():
    known = nodes()
    allowed = {name for name, node in known.items() if may_be_exercised(node)}
    assert {"p1.tech.needs", "p1.buyer.talk.intel", "p1.user.talk.1.1"} <= allowed
    assert not {"p1", "p1.buyer", "p1.buyer.talk"} & allowed
