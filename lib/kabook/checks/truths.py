"""``truths.yaml``: the hidden truths of a case and the quotes that prove them (author's side)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kabook.exercises.base import Citation, Content, Slug, Text


class Proof(Content):
    """A quote; ``hard`` is a rule, minutes, data or a public notice, ``soft`` is talk."""

    quote: Citation
    record: Literal["hard", "soft"]


class Truth(Content):
    """What is really so, the reading it refutes, and at least two proofs, one of them hard."""

    id: Slug
    truth: Text
    naive: Text
    proofs: Annotated[tuple[Proof, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _one_is_hard(self) -> Truth:
        if all(proof.record == "soft" for proof in self.proofs):
            raise ValueError(f"真相 {self.id} 没有一条硬记录（record: hard）")
        return self


class Contradiction(Content):
    a: Citation
    b: Citation
    ruling: Literal["newer", "higher", "official"]
    why: Text


class RedHerring(Content):
    what: Text
    quote: Citation
    why_natural: Text


class Undetermined(Content):
    what: Text
    why: Text


class Attributes(Content):
    """The author's registry of one person; each value rests on two quotes or is unknown."""

    roles: tuple[str, ...] = ()
    stance: int | Literal["unknown"] = "unknown"
    influence: int | Literal["unknown"] = "unknown"
    circle: str = "unknown"
    need: str = "unknown"
    style: str = "unknown"
    quotes: dict[str, tuple[Citation, ...]] = {}


class Truths(Content):
    format: Literal[1]
    truths: Annotated[tuple[Truth, ...], Field(min_length=1)]
    contradictions: tuple[Contradiction, ...] = ()
    red_herrings: tuple[RedHerring, ...] = ()
    undetermined: Annotated[tuple[Undetermined, ...], Field(min_length=2)]
    attributes: dict[Slug, Attributes] = {}

    @model_validator(mode="after")
    def _values_rest_on_quotes(self) -> Truths:
        for person, attributes in self.attributes.items():
            for name in ("need", "style", "circle"):
                value = getattr(attributes, name)
                if value not in ("unknown", "none") and len(attributes.quotes.get(name, ())) < 2:
                    raise ValueError(f"{person} 的 {name} 不到两条引文，应当写 unknown")
        return self
