"""Power maps drawn by mouse, by keys and by finger, the same map in tables, and a plan."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.maps import Editor, Finger, Keys, Mouse, Tables, check_files
from browser.trainee import SAVED, exercise, line
from kabook.casework import Case

LUO = {
    "roles": ["decide"],
    "stance": 0,
    "influence": 5,
    "circle": "inner",
    "faction": "无",
    "contact": "none",
    "evidence": ["doc01#1"],
}
SHEN = {"roles": ["decide", "use"], "stance": 1, "certainty": "inferred"}
TANG = {"stance": 2, "contact": "deep"}
PROVED = {"certainty": "confirmed", "evidence": ["doc01#2"]}
MAP = {
    "people": [
        {"id": "luo-yi", **LUO},
        {"id": "shen-ke", **SHEN},
        {"id": "tang-jing", **TANG},
        {"id": "he-wen"},
    ],
    "unlisted": [
        {"ref": "u1", "name": "骆敏", "placeholder": False, "roles": ["gatekeeper"]},
        {"ref": "u2", "name": "安全科科长", "placeholder": True},
    ],
    "relations": [
        {"kind": "reports", "from": "shen-ke", "to": "luo-yi"},
        {"kind": "influence", "from": "he-wen", "to": "shen-ke", **PROVED},
        {"kind": "influence", "from": "luo-yi", "to": "shen-ke"},
        {"kind": "ally", "from": "he-wen", "to": "tang-jing"},
    ],
}
#: A day, whom to see, the reason, what the other gets, the next step.
ACTIONS = (
    ("2026-09-22", "何文", "请教评分的办法", "一份对照表", "约下一次时间"),
    ("2026-09-24", "唐静", "核对付款的节点", "一张排期表", "对方回一个数"),
    ("2026-09-25", "唐静", "问清意见书的来历", "一次演示", "请他引见一位"),
)
SECOND = {"date": "2026-09-24", "person": "tang-jing", "reason": "b", "gain": "b", "next": "c"}
BLANK = {"people": [], "unlisted": [], "relations": []}
NAMES = ["罗毅", "沈可", "唐静", "何文", "骆敏", "安全科科长"]
SAID = {"luo-yi": LUO, "shen-ke": SHEN, "tang-jing": TANG}


@pytest.fixture(scope="module")
def score(book):
    return Case(book / "casework" / "yuanhe").exercise("map").grade(MAP).score


def check_attempt(desk, number, score, answer=MAP):
    """The record holds the canonical answer; where cards stand is no part of it here."""
    attempt = desk.attempts[-1]
    attempt.answer.pop("layout", None)
    assert attempt.answer == answer
    assert attempt.number == number
    assert score is None or attempt.result["score"] == score


def check_overlay(editor):
    """Signs on cards and lines, and the reasons in the panel."""
    for ref, sign in {"luo-yi": "✓", "shen-ke": "◐", "tang-jing": "✗", "he-wen": "✗"}.items():
        expect(editor.card(ref)).to_contain_text(sign)
    lines = {
        "reports:shen-ke:luo-yi": "✓",
        "influence:he-wen:shen-ke": "✓",
        "influence:luo-yi:shen-ke": "◐",
        "ally:he-wen:tang-jing": "✗",
    }
    for key, sign in lines.items():
        expect(editor.disc(key)).to_contain_text(sign)
    editor.hand.press(editor.tool("选"))
    editor.hand.press(editor.card("tang-jing"))
    expect(editor.panel).to_contain_text("看谁管节点")
    editor.fold()
    editor.hand.press(editor.disc("ally:he-wen:tang-jing"))
    expect(editor.panel).to_contain_text("一封邮件不是同盟")
    editor.fold()


def test_by_mouse(desk, score, tmp_path):
    page = desk.open("yuanhe.map")
    mouse = Mouse(page)
    editor = Editor(mouse, "yuanhe.map")
    places = ((0.5, 0.15), (0.2, 0.5), (0.8, 0.5), (0.3, 0.85))
    for name, (x, y) in zip(NAMES, places, strict=False):
        mouse.drag(editor.in_tray(name), editor.canvas, x, y)
    editor.add("骆敏")
    editor.fill({"roles": ["gatekeeper"]})
    editor.add("安全科科长", "此处应有人")
    for ref, values in SAID.items():
        mouse.press(editor.card(ref))
        editor.fill(values)
    mouse.press(editor.tool("汇报"))
    mouse.drag(editor.card("shen-ke"), editor.card("luo-yi"))
    editor.join("影响", "he-wen", "shen-ke")
    editor.fill(PROVED)
    mouse.drag(editor.card("luo-yi"), editor.card("shen-ke"))
    editor.join("同盟", "tang-jing", "he-wen")
    editor.submit()
    expect(editor.root).to_contain_text("第 1 次")
    assert list(desk.attempts[-1].answer["layout"]) == ["he-wen", "luo-yi", "shen-ke", "tang-jing"]
    check_attempt(desk, 1, score)
    check_overlay(editor)
    check_files(editor, tmp_path, NAMES)
    desk.reload(page, "yuanhe.map")
    expect(editor.disc("influence:luo-yi:shen-ke")).to_contain_text("◐")
    mouse.press(editor.card("tang-jing"))
    editor.fill({"stance": -1})
    expect(editor.card("tang-jing")).to_contain_text("✗")  # roles and the rest
    editor.submit()
    expect(editor.root).to_contain_text("第 2 次")
    people = [
        {**each, "stance": -1} if each["id"] == "tang-jing" else each for each in MAP["people"]
    ]
    check_attempt(desk, 2, None, {**MAP, "people": people})
    assert desk.attempts[-1].result["score"] > score


def test_by_keyboard(desk, score):
    page = desk.open("yuanhe.map")
    keys = Keys(page)
    editor = Editor(keys, "yuanhe.map")
    page.evaluate(
        "for (const name of ['pointerdown', 'mousedown', 'mousemove'])"
        " addEventListener(name, () => (window.pointed = name), true)"
    )
    editor.root.get_by_role("radio", name="画图").focus()
    for name in NAMES[:4]:
        keys.press(editor.in_tray(name))
    editor.add("骆敏")
    editor.fill({"roles": ["gatekeeper"]})
    editor.add("安全科科长", "此处应有人")
    for ref, values in SAID.items():
        keys.go(editor, ref)
        keys.type("Enter")
        editor.fill(values)
    lines = ("2 luo-yi shen-ke", "1 shen-ke luo-yi", "3 tang-jing he-wen", "2 he-wen shen-ke")
    for key, start, end in map(str.split, lines):
        keys.go(editor, start)
        keys.type(key)
        keys.go(editor, end)
        keys.type("Enter")
    editor.fill(PROVED)
    keys.go(editor, "tang-jing")
    before = page.locator(".jp-Cell").count(), page.locator(".jp-MarkdownCell").count()
    card = editor.card("tang-jing").element_handle()
    keys.type("a", "b", "d", "d", "m", "y", "Shift+Enter")
    assert (page.locator(".jp-Cell").count(), page.locator(".jp-MarkdownCell").count()) == before
    assert card.evaluate("card => card.isConnected")
    keys.go(editor, "tang-jing")
    keys.type("Delete")
    expect(editor.card("tang-jing")).to_have_count(0)
    expect(editor.line("ally:he-wen:tang-jing")).to_have_count(0)
    keys.type("Control+z")
    expect(editor.line("ally:he-wen:tang-jing")).to_have_count(1)
    keys.type("Control+y")
    expect(editor.card("tang-jing")).to_have_count(0)
    keys.type("Control+z")
    keys.go(editor, "tang-jing")
    keys.type("l", "Delete")
    expect(editor.line("ally:he-wen:tang-jing")).to_have_count(0)
    keys.type("Control+z")
    expect(editor.line("ally:he-wen:tang-jing")).to_have_count(1)
    editor.submit()
    expect(editor.root).to_contain_text("第 1 次")
    check_attempt(desk, 1, score)
    assert "layout" not in desk.attempts[-1].answer
    assert page.evaluate("window.pointed === undefined")


def test_by_finger(desk, score):
    page = desk.open("yuanhe.map", 390)
    editor = Editor(Finger(page), "yuanhe.map")
    for name in NAMES[:4]:
        editor.hand.press(editor.in_tray(name))
    editor.add("骆敏")
    editor.fill({"roles": ["gatekeeper"]})
    editor.add("安全科科长", "此处应有人")
    editor.fold()
    for ref, values in SAID.items():
        editor.hand.press(editor.card(ref))
        editor.fill(values)
        editor.fold()
    editor.join("汇报", "shen-ke", "luo-yi")
    editor.join("影响", "he-wen", "shen-ke")
    editor.fill(PROVED)
    editor.join("影响", "luo-yi", "shen-ke")
    editor.join("同盟", "tang-jing", "he-wen")
    editor.fold()
    editor.submit()
    expect(editor.root).to_contain_text("第 1 次")
    check_attempt(desk, 1, score)
    check_overlay(editor)


def test_in_tables(desk, score):
    page = desk.open("yuanhe.map")
    editor = Editor(Mouse(page), "yuanhe.map")
    tables = Tables(editor)
    for name in NAMES[:4]:
        tables.put(name)
    editor.add("骆敏")
    editor.add("安全科科长", "此处应有人")
    lines = ("罗毅 影响 沈可", "沈可 汇报 罗毅", "唐静 同盟 何文", "何文 影响 沈可")
    for start, label, end in map(str.split, lines):
        tables.join(label, start, end)
    tables.fill(tables.row("人", "骆敏"), {"roles": ["gatekeeper"]})
    tables.fill(tables.row("关系", "何文 → 沈可"), PROVED)
    for name, values in zip(NAMES, SAID.values(), strict=False):
        tables.fill(tables.row("人", name), values)
    editor.submit()
    expect(editor.root).to_contain_text("第 1 次")
    check_attempt(desk, 1, score)


def test_unreadable_draft_then_two_tabs(desk):
    old = {"nodes": ["luo-yi"], "edges": []}
    desk.leave_draft("yuanhe.map", old)
    first = Editor(Mouse(desk.open("yuanhe.map")), "yuanhe.map")
    expect(first.root).to_contain_text("这张图的存档读不出来：格式认不出来")
    assert (desk.draft("yuanhe.map"), desk.attempts) == (old, ())
    first.button("从空白重画").click()
    put_and_save(first, "罗毅")
    assert desk.draft("yuanhe.map") == BLANK | {"people": [{"id": "luo-yi"}]}
    assert desk.attempts == ()
    second = Editor(Mouse(desk.open("yuanhe.map", known=True)), "yuanhe.map")
    put_and_save(first, "沈可")
    second.hand.press(second.in_tray("唐静"))
    expect(line(second.page, "yuanhe.map")).to_contain_text("另一个页面")
    assert drafted(desk) == ["luo-yi", "shen-ke"]
    second.button("换成那一份").click()
    expect(second.card("shen-ke")).to_have_count(1)
    expect(second.card("tang-jing")).to_have_count(0)
    put_and_save(second, "唐静")
    first.hand.press(first.in_tray("何文"))
    expect(line(first.page, "yuanhe.map")).to_contain_text("另一个页面")
    assert drafted(desk) == ["luo-yi", "shen-ke", "tang-jing"]
    first.button("留下这一份").click()
    expect(line(first.page, "yuanhe.map")).to_contain_text(SAVED)
    assert drafted(desk) == ["luo-yi", "shen-ke", "he-wen"]


def put_and_save(editor, name):
    editor.hand.press(editor.in_tray(name))
    expect(line(editor.page, "yuanhe.map")).to_contain_text(SAVED)


def drafted(desk):
    return [person["id"] for person in desk.draft("yuanhe.map")["people"]]


def test_decision_chain_and_plan(desk):
    page = desk.open("yuanhe.chain")
    mouse = Mouse(page)
    editor = Editor(mouse, "yuanhe.chain")
    mouse.press(editor.button("全部放上"))
    editor.join("决定", "select", "luo-yi")
    editor.join("定标", "he-wen", "scoring")
    editor.join("付款", "tang-jing", "payment")
    editor.panel.get_by_role("combobox", name="来源打架").select_option(label="以更新的为准")
    editor.submit()
    expect(editor.root).to_contain_text("第 1 次")
    (attempt,) = desk.attempts
    assert [line["from"] for line in attempt.answer["relations"]] == [
        "he-wen",
        "luo-yi",
        "tang-jing",
    ]
    assert attempt.result["score"] == 1
    keys = Keys(page)
    plan = exercise(page, "yuanhe.plan")
    for number, (day, *choices) in enumerate(ACTIONS):
        keys.reach(plan.locator('[data-day][tabindex="0"]'))
        while not plan.locator(f'[data-day="{day}"]:focus').count():
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        step = plan.locator("[data-row]").nth(number)
        for select, label in zip(step.get_by_role("combobox").all(), choices, strict=True):
            keys.pick(select, label)
    keys.press(plan.get_by_role("button", name="提交"))
    expect(plan).to_contain_text("第 1 次")
    expect(plan.get_by_role("region", name="判分结果")).to_contain_text("同一个人隔三天")
    actions = desk.attempts[-1].answer["actions"]
    assert ([action["date"] for action in actions], actions[1]) == (
        [day for day, *_ in ACTIONS],
        SECOND,
    )
    desk.reload(page, "yuanhe.plan")
    expect(plan.locator("[data-row]")).to_have_count(3)
    expect(plan.get_by_role("combobox").nth(4).locator("option:checked")).to_contain_text("唐静")
    expect(plan.get_by_role("region", name="判分结果")).to_contain_text("太密了")
