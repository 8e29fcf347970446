"""Lesson header, case page, landing page, worked examples."""

import json

import pytest

from kabook.errors import UnknownIdError
from kabook.widgets.dossier import case
from kabook.widgets.lesson import lesson
from kabook.widgets.page import page
from kabook.widgets.practice import practice
from kabook.widgets.progress import progress
from kabook.widgets.search import find
from kabook.widgets.worked import worked

WRONG = {"chosen": ["b"], "evidence": []}
PART_ONE = """---
jupytext:
  formats: ipynb,md:myst
---

# 第一部份 认人

<a id="p1.decision"></a>
## 决策层

决策层的人说的话，**不等于**他的态度。

<a id="p1.buyer.traits.nopower"></a>
### 采购没有决定权

```{code-cell} ipython3
practice("haoli.who")
```
"""
INDEX = """# 练习册

<a id="index.glossary"></a>
## 词汇表

| 词 | 一句话 | English | 在哪里教 |
|---|---|---|---|
| 采购中心 | 参与这一次购买的所有人 | buying center | 第一部份 |
"""


@pytest.fixture
def pages(browser, workbook):
    for name, text in (("part1_roles", PART_ONE), ("index", INDEX)):
        (workbook / "notebooks" / f"{name}.md").write_text(text, encoding="utf-8")
    return browser


def submit(browser, widget, answer=WRONG):
    return browser.tell(widget, type="submit", seq=1, answer=answer, seconds=1, visit="v")


# --- lesson -----------------------------------------------------------------------------------


def test_the_header_knows_title_neighbours_and_contents(pages):
    header = lesson("part1_roles")
    assert repr(header) == "<课程页 part1_roles>"
    assert header.title == "第一部份 认人"
    assert header.nav == [{"href": "index.ipynb", "title": "练习册"}]
    assert header.trainee == {"name": "本机学员", "signed_in": False}
    assert [entry["id"] for entry in header.contents] == [
        "p1.decision",
        "p1.buyer.traits.nopower",
    ]
    assert header.contents[1]["exercises"] == [
        {"id": "haoli.who", "title": "谁来批", "attempts": 0, "best": None}
    ]


def test_accepting_the_notice_opens_the_exercises(pages):
    header, widget = lesson("part1_roles"), practice("haoli.who")
    assert header.notice["seen"] is False
    assert "180 天" in header.notice["text"]
    assert submit(pages, widget)[0]["type"] == "refused"
    (reply,) = pages.tell(header, type="notice-accepted", seq=1)
    assert reply["type"] == "saved"
    assert header.notice["seen"] is True
    assert submit(pages, widget)[0]["type"] == "graded"
    pages.reload()
    assert lesson("part1_roles").notice["seen"] is True


def test_the_header_follows_every_graded_attempt(pages):
    header, widget = lesson("part1_roles"), practice("haoli.who")
    page().accept_notice()
    submit(pages, widget)
    assert header.contents[1]["exercises"][0]["attempts"] == 1
    submit(pages, widget, {"chosen": ["nobody"]})
    assert header.contents[1]["exercises"][0]["attempts"] == 1


def test_a_page_without_outline_still_has_a_header(pages):
    assert lesson("case").contents == []


def test_in_a_class_the_notice_speaks_of_the_instructor(pages, tmp_path, monkeypatch):
    from kabook.identity import issue_cookie, load_roster

    path = tmp_path / "ROSTER.csv"
    path.write_text("工号,姓名\n07,赵一\n", encoding="utf-8")
    monkeypatch.setenv("KABOOK_CLASS", str(path))
    monkeypatch.setenv("HTTP_COOKIE", f"kabook={issue_cookie(load_roster(path)[0])}")
    pages.reload()
    header = lesson("part1_roles")
    assert header.trainee == {"name": "赵一", "signed_in": True}
    assert "讲师" in header.notice["text"]
    monkeypatch.setenv("HTTP_COOKIE", "")
    pages.reload()
    for shown in (lesson("part1_roles"), progress(), case()):
        assert "个人链接" in repr(shown)


# --- case page --------------------------------------------------------------------------------


def test_the_case_page_shows_papers_and_ready_exercises(browser, workbook):
    path = workbook / "casework" / "haoli" / "exercises" / "roles.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("status: ready", "status: draft"),
        encoding="utf-8",
    )
    shown = case("haoli")
    assert repr(shown) == "<卷宗 haoli>\n<练习 haoli.who>"
    papers = shown.children[0]
    assert papers.dossier["case"] == "haoli"
    assert papers.cases == [
        {"slug": "haoli", "title": "好力叉车 · 续约", "href": "case.ipynb?case=haoli"}
    ]
    assert "第一部份" in shown.children[1].value


@pytest.mark.parametrize("query", ["case=haoli", "case=nowhere", "case=../x", "", "&&=;%ff"])
def test_the_address_may_name_the_case(browser, monkeypatch, query):
    monkeypatch.setenv("QUERY_STRING", query)
    assert case().children[0].dossier["case"] == "haoli"


def test_a_case_that_is_not_there_is_an_error_for_its_author(browser):
    with pytest.raises(UnknownIdError):
        case("nowhere")


def test_a_workbook_without_ready_cases_says_so(browser, workbook):
    path = workbook / "casework" / "haoli" / "case.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("status: ready", "status: draft"),
        encoding="utf-8",
    )
    with pytest.raises(UnknownIdError, match="案例"):
        case()


# --- landing page -----------------------------------------------------------------------------


def test_the_landing_page_counts_what_was_done(pages):
    page().accept_notice()
    before = progress()
    assert repr(before) == "<学习进度>"
    assert before.resume is None
    written, *others = before.parts
    assert (written["slug"], written["done"], written["total"]) == ("part1_roles", 0, 1)
    assert [(p["href"], p["total"]) for p in others] == [("", 0)] * 3
    submit(pages, practice("haoli.who"), {"chosen": ["a"], "evidence": ["doc02#1"]})
    after = progress()
    assert (after.parts[0]["done"], after.parts[0]["best_mean"]) == (1, 1.0)
    assert (after.cases[0]["done"], after.cases[0]["total"]) == (1, 2)
    assert after.resume["href"] == "part1_roles.ipynb#p1.buyer.traits.nopower"
    assert after.resume["title"] == "谁来批"


def test_a_draft_of_an_exercise_that_is_gone_is_not_resumed(pages, workbook):
    page().accept_notice()
    pages.tell(practice("haoli.who"), type="draft", seq=1, answer=WRONG)
    (workbook / "casework" / "haoli" / "exercises" / "who.yaml").unlink()
    (workbook / "notebooks" / "part1_roles.md").unlink()
    assert progress().resume is None


def test_search_finds_lessons_terms_papers_and_exercises(pages):
    (reply,) = pages.tell(progress(), type="search", seq=2, query="态度 决策")
    assert reply["seq"] == 2
    assert reply["hits"][0]["href"] == "part1_roles.ipynb#p1.decision"
    assert "不等于" in reply["hits"][0]["excerpt"]
    assert find("buying")[0].title == "采购中心"
    assert find("buying")[0].href == "index.ipynb#index.glossary"
    assert any(hit.href == "case.ipynb?case=haoli#doc01" for hit in find("审批"))
    assert find("谁来批")[0].title == "谁来批"


@pytest.mark.parametrize("query", ["", "   ", "没有这样的话", "\u200b", "x" * 500])
def test_a_search_for_nothing_finds_nothing(pages, query):
    assert find(query) == []


def test_search_never_looks_into_keys(pages):
    assert find("组长管进度") == []
    assert find("看金额和权限") == []


def test_a_query_that_is_no_text_is_refused(pages):
    (reply,) = pages.tell(progress(), type="search", seq=1, query={"a": 1})
    assert reply["type"] == "refused"


# --- worked examples --------------------------------------------------------------------------


def test_an_example_is_shown_with_its_key(browser, workbook):
    path = workbook / "casework" / "haoli" / "exercises" / "who.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("status: ready", "status: example"),
        encoding="utf-8",
    )
    shown = worked("haoli.who")
    first, *scorecard = repr(shown).splitlines()
    assert first == "<示范 haoli.who>"
    assert "得分 100" in scorecard[0]
    assert '"chosen": ["a"]' in scorecard[-1]
    assert shown.answer["chosen"] == ["a"]
    assert (shown.result["level"], shown.result["score"]) == ("key", 1.0)


def test_only_examples_are_worked_out_before_everybody(browser):
    with pytest.raises(UnknownIdError, match="示范"):
        worked("haoli.roles")
    assert json.loads(browser.text()) == []


def test_a_case_somebody_has_just_begun_takes_no_page_down(pages, workbook):
    from kabook.checks import find_faults
    from kabook.widgets.dossier import ready_cases

    before = [case.slug for case in ready_cases()]
    (workbook / "casework" / "begun" / "documents").mkdir(parents=True)
    broken = workbook / "casework" / "broken"
    broken.mkdir()
    (broken / "case.yaml").write_text("title: 只有题目\n", encoding="utf-8")
    assert [case.slug for case in ready_cases()] == before
    faults = [str(fault) for fault in find_faults()]
    assert any("begun" in fault and "没有这个文件" in fault for fault in faults)
    assert any("broken" in fault for fault in faults)
