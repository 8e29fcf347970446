"""Lessons as their authors write them: the anchors, the prose of each node, the calls."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kabook.casework import root
from kabook.casework.yaml_file import read_text
from kabook.text import count_hanzi

#: The pages of the workbook in their order, with the short titles of the header.
PAGES = {
    "index": "首页",
    "part1_roles": "一 角色",
    "part2_power_map": "二 权力地图",
    "part3_needs": "三 需求",
    "part4_progress": "四 推进",
    "case": "案例实战",
}

_ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
_CALL = re.compile(r"^(practice|worked|case|lesson|progress)\((.*)\)\s*$")
_FENCE = re.compile(r"^```")
_TAG = re.compile(r"<[^>]+>")
_MARKUP = re.compile(r"[*_`#>|\[\]]|\]\([^)]*\)")
_OUTLINE_QUOTE = re.compile(r"^>\s*大纲[：:].*$")


@dataclass(frozen=True)
class Passage:
    """The text between one anchor and the next, with the line it begins on."""

    node: str
    line: int
    lines: tuple[str, ...]

    @cached_property
    def prose(self) -> str:
        """Own text: no headings, no quoted outline title, no markup."""
        kept = [
            line
            for line in self.lines
            if not line.startswith("#") and not _OUTLINE_QUOTE.match(line.strip())
        ]
        return _MARKUP.sub("", _TAG.sub("", "\n".join(kept))).strip()

    @property
    def characters(self) -> int:
        """Length in Hanzi."""
        return count_hanzi(self.prose)

    @property
    def heading(self) -> str:
        """The first heading below the anchor, or nothing."""
        return next((line.lstrip("# ") for line in self.lines if line.startswith("#")), "")


@dataclass(frozen=True)
class Call:
    """``practice("a", "b")`` in a code cell, under the nearest anchor above it."""

    name: str
    arguments: tuple[str, ...]
    line: int
    node: str | None


@dataclass(frozen=True)
class Lesson:
    """A page of the workbook, read from its ``.md`` pair."""

    path: Path
    title: str
    passages: tuple[Passage, ...]
    calls: tuple[Call, ...]
    cells: tuple[tuple[int, str], ...] = field(repr=False)

    @property
    def page(self) -> str:
        return self.path.stem

    @property
    def exercises(self) -> tuple[str, ...]:
        """Ids on the page, in order."""
        return tuple(
            name
            for call in self.calls
            if call.name in ("practice", "worked")
            for name in call.arguments
        )


def lesson_paths() -> list[Path]:
    return sorted((root() / "notebooks").glob("*.md"))


def read_lesson(path: Path) -> Lesson:
    """Parse a page's Markdown.

    Raises:
        ContentError: the file is missing or not UTF-8.
    """
    lines = read_text(path).splitlines()
    title = ""
    passages: list[Passage] = []
    calls: list[Call] = []
    cells: list[tuple[int, str]] = []
    node: str | None = None
    kept: list[str] = []
    start, code = 0, False
    for number, line in enumerate(_without_header(lines), 1):
        if _FENCE.match(line):
            code = not code
            continue
        call = _CALL.match(line.strip()) if code else None
        if code:
            cells.append((number, line))
            if call:
                arguments = tuple(re.findall(r'"([^"]*)"', call[2]))
                calls.append(Call(call[1], arguments, number, node))
            continue
        if line.strip() == "+++":
            continue
        if line.startswith("# ") and not title:
            title = line[2:].strip()
        for anchor in _ANCHOR.findall(line):
            if node is not None:
                passages.append(Passage(node, start, tuple(kept)))
            node, start, kept = anchor, number, []
        kept.append(_ANCHOR.sub("", line))
    if node is not None:
        passages.append(Passage(node, start, tuple(kept)))
    return Lesson(path, title, tuple(passages), tuple(calls), tuple(cells))


def _without_header(lines: list[str]) -> list[str]:
    """Blank out the jupytext header, so that line numbers stay right."""
    if lines and lines[0].strip() == "---":
        end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
        return [""] * (end + 1) + lines[end + 1 :]
    return lines


def lessons() -> list[Lesson]:
    """Every page that has a Markdown pair."""
    return [read_lesson(path) for path in lesson_paths()]
