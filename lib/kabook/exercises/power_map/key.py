"""The key of a power map: who belongs on it, how they stand, which lines the documents prove."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from kabook.exercises.base import (
    Citation,
    Content,
    MisconceptionCode,
    Slug,
    SufficientSets,
    Text,
)
from kabook.exercises.scoring import NEAR, set_share, without_neutral
from kabook.exercises.vocabulary import NEUTRAL_ROLES, UNKNOWN, vocabularies
from kabook.text import normalize

NONE = "none"

#: What can be asked about a person.
DIMENSIONS = {
    "roles": "角色",
    "stance": "立场",
    "influence": "影响",
    "circle": "圈层",
    "faction": "派系",
    "contact": "接触",
}
_SCALES: dict[str, tuple[Any, ...]] = {
    name: tuple(e["id"] for e in vocabularies()[name] if e["id"] != UNKNOWN)
    for name in ("stance", "influence", "circle", "contact")
}
#: Share of a value by its distance from the key, on a scale of five and of three. Negative
#: credit exists on the map alone (design section 5): a guess has to cost something there.
_BY_DISTANCE = {5: (*NEAR[5], -0.2, -0.5, -0.5), 3: (*NEAR[3], -0.5)}
WRONG_GUESS = -0.25
_BETWEEN_NAMES = re.compile(r"[()（）,，、/;；:：\s]")
_LONG_ENOUGH = 3
_FACTION_WORDS = {
    **dict.fromkeys(("无", "没有", "无派系", "不属于任何一派", NONE), NONE),
    **dict.fromkeys(("证据不足", "不明", "不知道", "未知", UNKNOWN), UNKNOWN),
}
_JUDGED_ROLES = sum(entry["id"] not in NEUTRAL_ROLES for entry in vocabularies()["roles"])

Stance = Literal[-2, -1, 0, 1, 2, "unknown"]
Influence = Literal[1, 2, 3, 4, 5, "unknown"]
Ring = Literal["inner", "edge", "outer", "unknown"]
Contact = Literal["none", "brief", "deep", "unknown"]


class RelationKind(Content):
    """A kind of line; ``near`` names kinds that earn a share on the right pair."""

    id: Slug
    label: Text
    sign: Annotated[Text, Field(max_length=1)]
    directed: bool = True
    near: dict[Slug, Annotated[float, Field(gt=0, lt=1)]] = {}


class KeyPerson(Content):
    """Somebody who belongs on the map. A dimension left out is not judged for this person."""

    id: Slug
    importance: Annotated[float, Field(gt=0, le=5)] = 1.0
    roles: tuple[Slug, ...] = ()
    tolerated_roles: tuple[Slug, ...] = ()
    stance: Stance | None = None
    influence: Influence | None = None
    circle: Ring | None = None
    faction: Text | None = None
    contact: Contact | None = None
    accepts: dict[Slug, tuple[str | int, ...]] = {}
    evidence: SufficientSets = ()
    feedback: Text | dict[Slug, Text]
    misconception: MisconceptionCode | None = None

    @model_validator(mode="after")
    def _uses_the_vocabulary(self) -> Self:
        known = {entry["id"] for entry in vocabularies()["roles"]}
        for role in (*self.roles, *self.tolerated_roles):
            if role not in known:
                raise ValueError(f"{self.id} 的角色 “{role}” 不在词表里；可用 {'、'.join(known)}")
        for dimension, values in self.accepts.items():
            scale = (*_SCALES.get(dimension, ()), UNKNOWN)
            if (
                dimension not in DIMENSIONS
                or dimension == "roles"
                or (dimension != "faction" and any(value not in scale for value in values))
            ):
                raise ValueError(f"{self.id} 的 accepts 里 {dimension}: {list(values)} 不能用")
        return self

    def key(self, dimension: str) -> Any:
        """The value of a dimension; ``None`` or ``()`` when it is not judged."""
        return getattr(self, dimension)

    def judged(self, dimension: str) -> bool:
        return self.key(dimension) not in (None, ())

    def accepted(self, dimension: str) -> tuple[Any, ...]:
        """The key and the further values with full credit."""
        return (self.key(dimension), *self.accepts.get(dimension, ()))

    def reason(self, dimension: str) -> str:
        if isinstance(self.feedback, str):
            return self.feedback
        return self.feedback.get(dimension, "")

    def share(self, dimension: str, value: Any) -> float:
        """Share (−0.5..1) that ``value`` earns; factions are matched over the whole map."""
        if dimension == "roles":
            return self._role_share(value)
        return max(_value_share(dimension, value, key) for key in self.accepted(dimension))

    def _role_share(self, roles: Collection[str]) -> float:
        wanted = without_neutral(self.roles)
        tolerated = set(self.tolerated_roles) - wanted
        chosen = without_neutral([role for role in roles if role not in tolerated])
        return set_share(chosen, wanted, _JUDGED_ROLES)


def _value_share(dimension: str, value: Any, key: Any) -> float:
    if UNKNOWN in (value, key):
        return 1.0 if value == key else 0.0 if value == UNKNOWN else WRONG_GUESS
    scale = _SCALES[dimension]
    return _BY_DISTANCE[len(scale)][abs(scale.index(value) - scale.index(key))]


def constants(dimension: str) -> tuple[Any, ...]:
    """Every value that could be given to everybody; none where a constant means nothing."""
    return (*_SCALES[dimension], UNKNOWN) if dimension in _SCALES else ()


class KeyUnlisted(KeyPerson):
    """Somebody the trainee has to find in the documents; a placeholder is a post without a name."""

    name: Text
    aliases: tuple[Text, ...] = ()
    post: str = ""
    placeholder: bool = False

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(map(fold, (self.name, *self.aliases)))

    def is_called(self, typed: str) -> bool:
        """Whether ``typed`` names this person: any of the names, or one with something added.

        People add what they know: 黎志平（黎工，退休返聘）. Two Hanzi are too common to be looked for
        inside other words.
        """
        parts = {fold(part) for part in _BETWEEN_NAMES.split(typed)} | {fold(typed)}
        if parts & self._names:
            return True
        whole = fold(typed)
        return any(len(name) >= _LONG_ENOUGH and name in whole for name in self._names)


class KeyRelation(Content):
    """A line the documents prove; ``inferred`` drawn as sure earns half."""

    kind: Slug
    start: Annotated[Slug, Field(alias="from")]
    end: Annotated[Slug, Field(alias="to")]
    certainty: Literal["confirmed", "inferred"] = "confirmed"
    ruling: Literal["newer", "higher", "official"] | None = None
    accepts: tuple[Slug, ...] = ()
    evidence: SufficientSets = ()
    why: str = ""


class ToleratedRelation(Content):
    """A line that can be argued and not proved: neither credit nor penalty."""

    kind: Slug
    start: Annotated[Slug, Field(alias="from")]
    end: Annotated[Slug, Field(alias="to")]
    why: str = ""


class RefutedRelation(Content):
    """A tempting line that a paragraph speaks against; a drill has its facts in the prompt."""

    kind: Slug | Literal["any"]
    start: Annotated[Slug, Field(alias="from")]
    end: Annotated[Slug, Field(alias="to")]
    quote: Citation | None = None
    feedback: Text
    misconception: MisconceptionCode | None = None


class MapKey(Content):
    """The whole key."""

    people: tuple[KeyPerson, ...] = ()
    unlisted: tuple[KeyUnlisted, ...] = ()
    bystanders: tuple[Text, ...] = ()
    relations: Annotated[tuple[KeyRelation, ...], Field(min_length=1)]
    tolerated: tuple[ToleratedRelation, ...] = ()
    refuted: tuple[RefutedRelation, ...] = ()


@lru_cache(4096)
def fold(name: str) -> str:
    """A name as it is compared: NFKC, no spaces, no case.

    >>> fold("骆 敏　") == fold("骆敏")
    True
    """
    return normalize(name).replace(" ", "").casefold()


def faction_of(typed: str) -> str:
    """A faction as typed: ``none``, ``unknown`` or its folded name."""
    return _FACTION_WORDS.get(fold(typed), fold(typed))
