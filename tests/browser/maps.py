"""Hands at the map editor: by mouse, by finger and by keys, in the drawing and in its tables."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import FloatRect, Locator, Page, expect

from browser.trainee import exercise
from kabook.exercises.power_map.key import DIMENSIONS
from kabook.exercises.vocabulary import vocabularies

_FIELDS = {
    **DIMENSIONS,
    "stance": "对我方立场",
    "influence": "影响力",
    "circle": "圈层",
    "contact": "接触程度",
    "certainty": "把握",
    "ruling": "来源打架时凭什么",
}
_MOST_TABS = 90
_WAY_TO = """target => {
  const here = document.activeElement;
  if (target.contains(here)) return "";
  const before = target.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING;
  return before && here !== document.body ? "Shift+Tab" : "Tab";
}"""


class Mouse:
    """Presses things, and drags them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def choose(self, group: Locator, at: int) -> None:
        self.press(group.locator("label").nth(at))

    def write(self, target: Locator, words: str) -> None:
        target.fill(words)

    def confirm(self, button: Locator) -> None:
        """What Enter does as well, in the field before the button."""
        self.press(button)

    def leave(self, drawer: Locator) -> None:
        """End a citation, and close the case file where it is still open."""
        self.press(drawer.locator(".citing").get_by_role("button", name="完成"))
        close = drawer.get_by_role("button", name="关上材料")
        if close.is_visible():
            self.press(close)

    def drag(self, start: Locator, end: Locator, x: float = 0.5, y: float = 0.5) -> None:
        """From the middle of ``start`` to a place in ``end``, in shares of its size."""
        start.scroll_into_view_if_needed()
        end.scroll_into_view_if_needed()
        to = _box(end)
        self.page.mouse.move(*_middle(_box(start)))
        self.page.mouse.down()
        self.page.mouse.move(to["x"] + x * to["width"], to["y"] + y * to["height"], steps=4)
        self.page.mouse.up()


class Finger(Mouse):
    """Taps."""

    def press(self, target: Locator) -> None:
        target.tap()


class Keys(Mouse):
    """Tab, arrows, Enter: no pointer at all."""

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Space")

    def choose(self, group: Locator, at: int) -> None:
        self.reach(group)
        self.page.keyboard.press("Space")
        radios = group.get_by_role("radio")
        for _ in range(radios.count()):
            if radios.nth(at).is_checked():
                return
            self.page.keyboard.press("ArrowRight")
        raise AssertionError("the arrows do not reach it")

    def write(self, target: Locator, words: str) -> None:
        self.reach(target)
        self.page.keyboard.insert_text(words)

    def confirm(self, button: Locator) -> None:
        self.page.keyboard.press("Enter")

    def leave(self, drawer: Locator) -> None:
        self.page.keyboard.press("Escape")

    def pick(self, select: Locator, label: str) -> None:
        self.reach(select)
        for _ in range(select.get_by_role("option").count()):
            if label in select.locator("option:checked").inner_text():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"there is no {label}")

    def reach(self, target: Locator) -> None:
        """Tab on, or back, until the focus is there or in it."""
        target.wait_for(state="attached")
        for _ in range(_MOST_TABS):
            key = target.evaluate(_WAY_TO)
            if not key:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"Tab does not reach {target}")

    def type(self, *keys: str) -> None:
        """Keys one after the other; the focus follows with the next frame."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def go(self, editor: Editor, ref: str) -> None:
        """From the card that has the focus, or the one Tab leads to, by arrows to another."""
        focused = editor.root.locator(".node:focus")
        if not focused.count():
            self.reach(editor.root.locator('.canvas [tabindex="0"]'))
        if not focused.count():
            self.type("ArrowLeft")  # from a line to one of its ends
        tried = set()
        while (here := focused.get_attribute("data-key")) != ref:
            (x, y), (to_x, to_y) = _middle(_box(focused)), _middle(_box(editor.card(ref)))
            ways = {"Right": to_x - x, "Left": x - to_x, "Down": to_y - y, "Up": y - to_y}
            key = max((way for way in ways if (here, way) not in tried), key=lambda way: ways[way])
            tried.add((here, key))
            self.type(f"Arrow{key}")


class Editor:
    """The editor of one map."""

    def __init__(self, hand: Mouse, name: str) -> None:
        self.hand, self.page = hand, hand.page
        self.root = exercise(hand.page, name)
        self.canvas = self.root.locator(".canvas")
        self.panel = self.root.get_by_role("complementary", name="所选的情况")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def card(self, ref: str) -> Locator:
        return self.root.locator(f'.node[data-key="{ref}"]')

    def line(self, key: str) -> Locator:
        return self.root.locator(f'.line[data-key="{key}"][tabindex]')

    def in_tray(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=re.compile(f"^{name} .*放到图上"))

    def tool(self, label: str) -> Locator:
        return self.root.get_by_role("toolbar").get_by_role("button", name=re.compile(f"{label}$"))

    def add(self, name: str, kind: str = "名单外的人") -> None:
        self.hand.press(self.button(f"＋{kind}").first)
        self.hand.write(self.root.get_by_role("textbox", name=kind), name)
        self.hand.confirm(self.button("加上"))

    def join(self, label: str, start: str, end: str) -> None:
        """A line by two presses."""
        self.fold()
        if self.tool(label).get_attribute("aria-pressed") == "false":
            self.hand.press(self.tool(label))
        self.hand.press(self.card(start))
        self.hand.press(self.card(end))

    def fill(self, values: dict[str, object]) -> None:
        """What is said in the panel of the card or line that is chosen."""
        for field, value in values.items():
            self._fill(field, value)

    def _fill(self, field: str, value: object) -> None:
        if field == "evidence":
            for place in value:
                self.cite(self.panel.get_by_role("button", name=re.compile("引用段落$")), place)
        elif field == "faction":
            self.hand.write(self.panel.get_by_role("combobox", name=re.compile("派系$")), value)
        elif field == "roles":
            group = self.panel.get_by_role("group", name="角色")
            for role in value:
                self.hand.press(group.get_by_role("checkbox").nth(_place("roles", role)))
        else:
            group = self.panel.get_by_role("radiogroup", name=_FIELDS[field])
            self.hand.choose(group, _place(field, value))

    def cite(self, opener: Locator, place: str) -> None:
        """Open the case file for a citation, and cite one paragraph."""
        self.hand.press(opener)
        drawer = self.page.locator("#kabook-drawer")
        citing = drawer.locator(".citing")
        citing.wait_for()
        paragraph = drawer.locator(f'[data-paragraph="{place}"]')
        entry = drawer.locator(".index").get_by_role("button").nth(int(place[3:5]) - 1)
        paragraph.or_(entry).first.wait_for()
        if not paragraph.is_visible():
            self.hand.press(entry)
        self.hand.press(paragraph)
        expect(paragraph).to_have_attribute("aria-pressed", "true")
        self.hand.leave(drawer)
        expect(citing).to_have_count(0)

    def disc(self, key: str) -> Locator:
        """The sign on a line, with the mark of what it was judged."""
        return self.root.locator(f'.line[data-key="{key}"]:not([tabindex])')

    def fold(self) -> None:
        """The sheet of a phone out of the way."""
        close = self.panel.get_by_role("button", name="收起")
        if self.page.viewport_size["width"] < 900 and close.is_visible():
            self.hand.press(close)

    def submit(self) -> None:
        name = re.compile("^(提交|再交一次)$")
        self.hand.press(self.root.get_by_role("button", name=name))


def check_files(editor: Editor, folder: Path, names: list[str]) -> None:
    """What is exported opens, and has the names in it."""
    files = {}
    for kind in ("SVG", "PNG"):
        with editor.page.expect_download() as download:
            editor.button(f"存成 {kind}").click()
        assert download.value.suggested_filename == f"yuanhe.map.{kind.lower()}"
        download.value.save_as(folder / kind)
        files[kind] = (folder / kind).read_bytes()
    svg = ElementTree.fromstring(files["SVG"])
    words = "".join(svg.itertext())
    assert all(name in words for name in names)
    size = struct.unpack(">II", files["PNG"][16:24])
    assert size == tuple(2 * round(float(svg.get(side, 0))) for side in ("width", "height"))
    opened = "async b => (await createImageBitmap(new Blob([new Uint8Array(b)]))).width"
    assert editor.page.evaluate(opened, list(files["PNG"])) == size[0]


def _place(field: str, value: object) -> int:
    return [entry["id"] for entry in vocabularies()[field]].index(value)


def _box(target: Locator) -> FloatRect:
    box = target.bounding_box()
    assert box is not None
    return box


def _middle(box: FloatRect) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


class Tables:
    """The same map in its two tables."""

    def __init__(self, editor: Editor) -> None:
        self.editor, self.root = editor, editor.root
        self.root.get_by_role("radio", name="填表").check()

    def row(self, table: str, head: str) -> Locator:
        rows = self.root.get_by_role("region", name=table, exact=True).locator("tbody tr")
        return rows.filter(has=self.editor.page.locator("th").filter(has_text=head))

    def put(self, name: str) -> None:
        self.root.get_by_role("checkbox", name=f"{name} 在图上").check()

    def join(self, label: str, start: str, end: str) -> None:
        self.root.get_by_role("combobox", name="从谁").select_option(label=start)
        self.root.get_by_role("combobox", name="新线的关系").select_option(label=label)
        self.root.get_by_role("combobox", name="到谁").select_option(label=end)
        self.editor.button("加上这条线").click()

    def fill(self, row: Locator, values: dict[str, object]) -> None:
        for field, value in values.items():
            if field == "evidence":
                for place in value:
                    self.editor.cite(row.get_by_role("button", name="引用段落"), place)
            elif field == "faction":
                row.get_by_role("combobox", name="派系").fill(str(value))
            elif field == "roles":
                row.get_by_role("button", name="选角色").click()
                group = row.locator(".popover")
                for role in value:
                    group.get_by_role("checkbox").nth(_place("roles", role)).check()
                group.get_by_role("button", name="完成").click()
            else:
                select = row.get_by_role("combobox", name=_FIELDS[field])
                select.select_option(str(_place(field, value)))
