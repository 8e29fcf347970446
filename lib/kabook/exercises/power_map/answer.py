"""A drawn map as it arrives: refused with a sentence when it could not have been drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from kabook.exercises.base import (
    UnreadableError,
    expect_citations,
    expect_fields,
    expect_known,
    expect_option,
)
from kabook.exercises.power_map.key import DIMENSIONS, fold
from kabook.exercises.vocabulary import vocabularies

LONGEST_NAME = 40
_MOST_UNLISTED = 60
MOST_RELATIONS = 400
_SENTENCE_OLD = "这张图的格式认不出来（缺 people 和 relations），像是旧版本存的。请从空白重画。"


class Card(NamedTuple):
    """A person on the map; ``values`` holds the answered dimensions only."""

    id: str
    name: str
    values: Mapping[str, Any]
    certainty: str
    evidence: tuple[str, ...]
    placeholder: bool = False


class Line(NamedTuple):
    """A drawn relation; ``id`` is how the page knows it."""

    kind: str
    start: str
    end: str
    certainty: str
    ruling: str | None
    evidence: tuple[str, ...]
    id: str


@dataclass(frozen=True)
class DrawnMap:
    """People of the tray by id, others by the reference the page gave them."""

    people: Mapping[str, Card]
    unlisted: Mapping[str, Card]
    lines: tuple[Line, ...]
    names: Mapping[str, str]


def read_map(
    answer: Mapping[str, Any],
    people: Mapping[str, str],
    matters: Mapping[str, str],
    kinds: Mapping[str, bool],
    dimensions: tuple[str, ...],
) -> DrawnMap:
    """Read the answer JSON of design section 7.

    ``people`` and ``matters`` are id → name, ``kinds`` id → directed.

    Raises:
        UnreadableError: an unknown person, a line to oneself, a line twice, an older format …
    """
    if not {"people", "relations"} & set(answer):
        raise UnreadableError(_SENTENCE_OLD)
    expect_fields(answer, "people", "unlisted", "relations", "layout")
    _expect_layout(answer.get("layout", {}))
    drawn = {}
    for entry in _entries(answer, "people", len(people)):
        card = _card(entry, dimensions, "id", lambda e: people.get(e["id"], ""))
        if card.id not in people:
            raise UnreadableError(f"名单里没有“{card.id[:30]}”这个人。")
        if card.id in drawn:
            raise UnreadableError(f"“{card.name}”在图上放了两次。")
        drawn[card.id] = card
    unlisted: dict[str, Card] = {}
    taken = {fold(name) for name in people.values()}
    for entry in _entries(answer, "unlisted", _MOST_UNLISTED):
        card = _card(entry, dimensions, "ref", lambda e: e.get("name", ""))
        if card.id in unlisted or card.id in people or card.id in matters:
            raise UnreadableError(f"名单外的人里，编号“{card.id[:30]}”用了两次。")
        if fold(card.name) in taken:
            raise UnreadableError(f"“{card.name}”已经在名单里或图上了，不用另加。")
        taken.add(fold(card.name))
        unlisted[card.id] = card
    names = {**people, **matters, **{ref: card.name for ref, card in unlisted.items()}}
    lines = []
    seen = set()
    for entry in _entries(answer, "relations", MOST_RELATIONS):
        line = _line(entry, names, matters, kinds)
        same = (line.kind, *_ends(line, directed=kinds[line.kind]))
        if same in seen:
            raise UnreadableError(
                f"“{names[line.start]}”和“{names[line.end]}”之间同一条线画了两次。"
            )
        seen.add(same)
        lines.append(line)
    return DrawnMap(drawn, unlisted, tuple(lines), names)


def _ends(line: Line, *, directed: bool) -> tuple[str, str]:
    return (line.start, line.end) if directed else tuple(sorted((line.start, line.end)))  # type: ignore[return-value]


def _entries(answer: Mapping[str, Any], name: str, most: int) -> list[dict[str, Any]]:
    entries = answer.get(name) or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UnreadableError(f"{name} 应当是一个列表，每一项是一个对象。")
    if len(entries) > most:
        raise UnreadableError(f"{name} 最多 {most} 项，现在有 {len(entries)} 项。")
    return entries


def _card(
    entry: dict[str, Any],
    dimensions: tuple[str, ...],
    id_field: str,
    name_of: Callable[[dict[str, Any]], Any],
) -> Card:
    added = ("name", "placeholder") if id_field == "ref" else ()
    allowed = (id_field, "certainty", "evidence", *dimensions, *added)
    expect_fields(entry, *allowed, where="图上的人")
    identity = entry.get(id_field)
    if not isinstance(identity, str) or not 0 < len(identity) <= LONGEST_NAME:
        raise UnreadableError(f"图上有一张卡没有能用的编号（{id_field}）。")
    name = name_of(entry)
    if id_field == "ref" and (not isinstance(name, str) or not fold(name[: LONGEST_NAME + 1])):
        raise UnreadableError("名单外的人要有名字；只知道有这个位子，就写职务。")
    if len(name) > LONGEST_NAME:
        raise UnreadableError(f"名字太长了，最多 {LONGEST_NAME} 个字。")
    values = {
        dimension: _value(dimension, entry[dimension])
        for dimension in dimensions
        if entry.get(dimension) not in (None, "", [])
    }
    return Card(
        identity,
        name.strip(),
        values,
        _choice(entry, "certainty") or "confirmed",
        tuple(expect_citations(entry.get("evidence"))),
        entry.get("placeholder") is True,
    )


def _value(dimension: str, value: Any) -> Any:
    label = DIMENSIONS[dimension]
    if dimension == "faction":
        if not isinstance(value, str) or len(value) > LONGEST_NAME:
            raise UnreadableError(f"派系写一个短名字，最多 {LONGEST_NAME} 个字。")
        return value
    known = frozenset(entry["id"] for entry in vocabularies()[dimension])
    if dimension == "roles":
        return tuple(expect_known(value, known, label))
    return expect_option(value, known, label)


def _choice(entry: Mapping[str, Any], name: str) -> str | None:
    value = entry.get(name)
    if value is None or value == "":
        return None
    vocabulary = vocabularies()["rulings" if name == "ruling" else name]
    return str(expect_option(value, [known["id"] for known in vocabulary], name))


def _line(
    entry: dict[str, Any],
    names: Mapping[str, str],
    matters: Mapping[str, str],
    kinds: Mapping[str, bool],
) -> Line:
    expect_fields(entry, "kind", "from", "to", "certainty", "ruling", "evidence", where="图上的线")
    kind, start, end = entry.get("kind"), entry.get("from"), entry.get("to")
    if not isinstance(kind, str) or kind not in kinds:
        raise UnreadableError(f"没有“{str(kind)[:30]}”这种线。")
    for identity in (start, end):
        if not isinstance(identity, str) or identity not in names:
            raise UnreadableError(f"有一条线连着“{str(identity)[:30]}”，图上没有这张卡。")
    if start == end:
        raise UnreadableError(f"有一条线从“{names[str(start)]}”连回自己。")
    identity = f"{kind}:{start}:{end}"
    if matters:
        if (start in matters) == (end in matters):
            raise UnreadableError("这张图上的线从人连到事，不从人连到人。")
        if start in matters:
            start, end = end, start
    return Line(
        kind,
        str(start),
        str(end),
        _choice(entry, "certainty") or "confirmed",
        _choice(entry, "ruling"),
        tuple(expect_citations(entry.get("evidence"))),
        identity,
    )


def _expect_layout(layout: Any) -> None:
    """Where cards stand is the trainee's own business, but it is stored, so it is bounded."""
    if not isinstance(layout, dict) or any(
        not isinstance(place, list)
        or len(place) != 2
        or any(type(at) not in (int, float) or abs(at) > 1e6 for at in place)
        for place in layout.values()
    ):
        raise UnreadableError("layout 应当是卡片的编号 → [x, y]。")
