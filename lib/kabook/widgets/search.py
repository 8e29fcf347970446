"""Finding a word in the lessons, the glossary, the cases and the exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kabook.casework import all_exercises
from kabook.lessons import Lesson, Passage, lessons
from kabook.outline import nodes
from kabook.text import normalize
from kabook.widgets.dossier import case_href, ready_cases
from kabook.widgets.lesson import page_href

_GLOSSARY = "index.glossary"
_MOST_HITS = 20
_MOST_WORDS = 8
_LONGEST_QUERY = 200
_AROUND = 40


class Hit(NamedTuple):
    """Something to read: where it stands and the words around the find."""

    title: str
    where: str
    href: str
    excerpt: str


def find(query: str) -> list[Hit]:
    """What contains every word of ``query``, titles first; at most twenty."""
    words = [normalize(word).lower() for word in query[:_LONGEST_QUERY].split()]
    words = [word for word in words if word][:_MOST_WORDS]
    found: list[tuple[int, int, Hit]] = []
    for hit in _everything() if words else ():
        title, text = normalize(hit.title).lower(), normalize(hit.excerpt).lower()
        if all(word in title or word in text for word in words):
            weight = sum(10 * (word in title) + text.count(word) for word in words)
            found.append((-weight, len(found), hit._replace(excerpt=_excerpt(hit.excerpt, words))))
    return [hit for _, _, hit in sorted(found)[:_MOST_HITS]]


def _everything() -> Iterator[Hit]:
    pages = lessons()
    for lesson in pages:
        for passage in lesson.passages:
            if passage.node == _GLOSSARY:
                yield from _terms(lesson, passage)
            else:
                href = page_href(lesson.page, passage.node)
                yield Hit(_title(passage, lesson), lesson.title, href, _line(passage.prose))
    for case in ready_cases():
        for document in case.documents:
            text = " ".join(block.text for block in document.blocks)
            where = f"{case.title} 文{document.number}"
            href = f"{case_href(case.slug)}#{document.id}"
            yield Hit(document.head.title, where, href, _line(text))
    places = exercise_places(pages)
    for exercise in all_exercises():
        if exercise.status == "ready" and exercise.id in places:
            yield Hit(exercise.title, "练习", places[exercise.id], _line(exercise.prompt))


def _terms(lesson: Lesson, passage: Passage) -> Iterator[Hit]:
    for line in passage.lines:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) >= 3 and not set(cells[0]) <= set(":-"):
            href = page_href(lesson.page, passage.node)
            yield Hit(cells[0], "词汇表", href, f"{cells[1]}（{cells[2]}）")


def _title(passage: Passage, lesson: Lesson) -> str:
    node = nodes().get(passage.node)
    return node.title if node else passage.heading or lesson.title


def exercise_places(pages: list[Lesson]) -> dict[str, str]:
    """Exercise → its address: the lesson that calls it, else its case."""
    places = {
        f"{case.slug}.{name}": f"{case_href(case.slug)}#{case.slug}.{name}"
        for case in ready_cases()
        for name in case.exercise_names
    }
    for lesson in pages:
        for call in lesson.calls:
            if call.name == "practice":
                href = page_href(lesson.page, call.node or "")
                places.update(dict.fromkeys(call.arguments, href))
    return places


def _line(text: str) -> str:
    return " ".join(text.split())


def _excerpt(text: str, words: list[str]) -> str:
    lower = text.lower()
    places = [place for place in (lower.find(word) for word in words) if place >= 0]
    start = max(0, min(places, default=0) - _AROUND)
    cut = text[start : start + 3 * _AROUND]
    return ("…" if start else "") + cut + ("…" if start + len(cut) < len(text) else "")
