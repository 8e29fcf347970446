"""Cited paragraphs that survive an author's edits: an id together with the words it stood for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_PARAGRAPH = re.compile(r"doc\d{2,3}#\d{1,4}")
_REMEMBERED = 60


def cited_words(answer: Any, paragraphs: Mapping[str, str]) -> dict[str, str]:
    """Paragraph id → its first sixty characters, for every paragraph ``answer`` cites.

    >>> cited_words({"evidence": ["doc05#7"]}, {"doc05#7": "第七条 单笔超过五百万元"})
    {'doc05#7': '第七条 单笔超过五百万元'}
    """
    return {name: paragraphs[name][:_REMEMBERED] for name in _cited(answer) if name in paragraphs}


def resolve_citations(
    answer: Any, citations: Mapping[str, str], paragraphs: Mapping[str, str]
) -> Any:
    """``answer`` with every cited paragraph under the id it has today.

    ``citations`` is what :func:`cited_words` gave when the answer was stored. A paragraph whose
    words are gone, or were never known, is dropped from its list; a lone citation becomes "".

    >>> today = {"doc05#8": "第七条 单笔超过五百万元"}
    >>> resolve_citations({"evidence": ["doc05#7"]}, {"doc05#7": "第七条 单笔超过"}, today)
    {'evidence': ['doc05#8']}
    """
    moved = {name: _today(name, citations.get(name, ""), paragraphs) for name in _cited(answer)}
    if all(name == now for name, now in moved.items()):
        return answer
    return _renamed(answer, moved)


def _today(name: str, words: str, paragraphs: Mapping[str, str]) -> str:
    if not words:
        return ""
    if paragraphs.get(name, "").startswith(words):
        return name
    return next((other for other, text in paragraphs.items() if text.startswith(words)), "")


def _cited(answer: Any) -> Iterator[str]:
    if isinstance(answer, str):
        if _PARAGRAPH.fullmatch(answer):
            yield answer
    elif isinstance(answer, (dict, list)):
        for part in answer.values() if isinstance(answer, dict) else answer:
            yield from _cited(part)


def _renamed(answer: Any, moved: Mapping[str, str]) -> Any:
    if isinstance(answer, str):
        return moved.get(answer, answer)
    if isinstance(answer, dict):
        return {name: _renamed(part, moved) for name, part in answer.items()}
    if not isinstance(answer, list):
        return answer
    kept: list[Any] = []
    for part in answer:
        if not isinstance(part, str) or part not in moved:
            kept.append(_renamed(part, moved))
        # Two old ids may name one paragraph today, and graders count every citation.
        elif moved[part] and moved[part] not in kept:
            kept.append(moved[part])
    return kept
