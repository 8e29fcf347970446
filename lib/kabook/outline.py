"""The syllabus, what the lessons teach of it and what the exercises practise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kabook.casework import all_exercises, load_case, root
from kabook.casework.yaml_file import read_yaml
from kabook.exercises import Exercise
from kabook.lessons import Lesson, Passage, lessons, read_lesson

PARTS = ("p1", "p2", "p3", "p4")
_SHORT, _LONG = 60, 150
_LONG_KINDS = frozenset({"part", "role", "chapter", "section"})
CASE_PAGE = "case"


@dataclass(frozen=True)
class Node:
    """A node of the outline; ``kind`` is part, role, chapter, section, point, item or sub."""

    id: str
    kind: str
    title: str
    children: tuple[Node, ...]
    #: False for a chapter whose points are practised one by one instead.
    may_be_section: bool = True

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def part(self) -> str:
        return self.id.partition(".")[0]

    @property
    def is_section(self) -> bool:
        """A section, or a chapter that has none: what has to be practised."""
        if self.kind == "chapter":
            return self.may_be_section and all(c.kind != "section" for c in self.children)
        return self.kind == "section"

    @property
    def least_characters(self) -> int:
        """Own Hanzi a lesson owes this node."""
        return _LONG if self.kind in _LONG_KINDS else _SHORT


def _node(raw: dict[str, Any]) -> Node:
    children = tuple(_node(child) for child in raw.get("children", ()))
    return Node(raw["id"], raw["kind"], raw["title"], children, raw.get("section", True))


@cache
def _read(path: Path, _modified: int) -> tuple[Node, ...]:
    return tuple(_node(part) for part in read_yaml(path)["children"])


def parts() -> tuple[Node, ...]:
    """The four parts with everything below them."""
    path = root() / "notebooks" / "outline.yml"
    return _read(path, path.stat().st_mtime_ns)


def nodes() -> dict[str, Node]:
    """Every node by id, in the outline's order (the course root is not one of the 407)."""
    return {node.id: node for part in parts() for node in part.walk()}


def may_be_exercised(node: Node) -> bool:
    """An exercise names a section, something below one, or a chapter without sections."""
    return node.kind not in ("part", "role") and (node.kind != "chapter" or node.is_section)


def users(exercise: Exercise, pages: list[Lesson]) -> list[str]:
    """The pages that show an exercise: the lesson that calls it, else the case page."""
    called = [lesson.page for lesson in pages if exercise.id in lesson.exercises]
    if called or exercise.status != "ready":
        return called
    slug, _, name = exercise.id.partition(".")
    case = load_case(slug)
    return [CASE_PAGE] if name in case.file.exercises and not case.is_drill else []


def lesson_contents(page: str) -> list[dict[str, Any]]:
    """Roles, chapters and sections of a page with the exercises called there, in order.

    A passage outside the syllabus (a part's closing) is listed when it has exercises.
    """
    path = root() / "notebooks" / f"{page}.md"
    if not path.is_file():
        return []
    lesson = read_lesson(path)
    known = nodes()
    contents: list[dict[str, Any]] = []
    for passage in lesson.passages:
        node = known.get(passage.node)
        if node is not None and node.kind not in ("role", "chapter", "section"):
            continue
        called = [
            name
            for call in lesson.calls
            if call.name == "practice" and call.node and _within(call.node, node, passage.node)
            for name in call.arguments
        ]
        if node is not None:
            entry = {"id": node.id, "title": node.title, "kind": node.kind}
            contents.append({**entry, "exercises": called})
        elif called:
            entry = {"id": passage.node, "title": passage.heading, "kind": "chapter"}
            contents.append({**entry, "exercises": called})
    return contents


def _within(node_id: str, node: Node | None, anchor: str) -> bool:
    if node is None:
        return node_id == anchor
    if node.kind == "section" or node.is_section:
        return any(node_id == inner.id for inner in node.walk())
    return node_id == node.id


def coverage() -> dict[str, Any]:
    """``kabook coverage --json`` (design section 7)."""
    pages = lessons()
    ready = [exercise for exercise in all_exercises() if exercise.status == "ready"]
    by_node: dict[str, dict[str, Any]] = {}
    passages: dict[str, list[tuple[str, Passage]]] = {}
    for lesson in pages:
        for passage in lesson.passages:
            passages.setdefault(passage.node, []).append((lesson.page, passage))
    for node in nodes().values():
        found = passages.get(node.id, [])
        characters = found[0][1].characters if len(found) == 1 else 0
        taught = found[0][0] if len(found) == 1 and characters >= node.least_characters else None
        below = {inner.id for inner in node.walk()}
        practised = sorted(e.id for e in ready if below.intersection(e.nodes))
        by_node[node.id] = {
            "kind": node.kind,
            "taught": taught,
            "characters": characters,
            "exercises": practised,
            "cases": sorted(
                {e.partition(".")[0] for e in practised if not e.startswith("drills-")}
            ),
        }
    every = nodes()
    sections = [node for node in every.values() if node.is_section]
    return {
        "format": 1,
        "nodes": len(every),
        "taught": sum(row["taught"] is not None for row in by_node.values()),
        "sections": len(sections),
        "exercised": sum(bool(by_node[node.id]["exercises"]) for node in sections),
        "parts": {part: _part(part, by_node, sections, ready) for part in PARTS},
        "missing": [name for name, row in by_node.items() if row["taught"] is None],
        "unexercised": [node.id for node in sections if not by_node[node.id]["exercises"]],
        "by_node": by_node,
    }


def _part(
    part: str, by_node: dict[str, dict[str, Any]], sections: list[Node], ready: list[Exercise]
) -> dict[str, int]:
    rows = [row for name, row in by_node.items() if name.partition(".")[0] == part]
    own = [node for node in sections if node.part == part]
    return {
        "nodes": len(rows),
        "taught": sum(row["taught"] is not None for row in rows),
        "sections": len(own),
        "exercised": sum(bool(by_node[node.id]["exercises"]) for node in own),
        "characters": sum(row["characters"] for row in rows),
        "exercises": sum(exercise.part == part for exercise in ready),
    }
