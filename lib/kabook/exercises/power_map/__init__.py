"""Kind ``power_map``: people, how they stand, and the lines between them, graded as a ledger.

With other ``relations`` the same kind asks for a decision chain or for where criteria come from:
lines then run from a person to a matter.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from kabook.exercises.base import (
    Content,
    Exercise,
    Person,
    Slug,
    Text,
    UnreadableError,
    expect_distinct,
    fault_at,
)
from kabook.exercises.power_map.answer import LONGEST_NAME, Card, DrawnMap, read_map
from kabook.exercises.power_map.insights import causes, insights
from kabook.exercises.power_map.key import DIMENSIONS, KeyPerson, MapKey, RelationKind, fold
from kabook.exercises.power_map.ledger import Ledger
from kabook.exercises.power_map.lines import LineKey
from kabook.exercises.power_map.people import enter_people, enter_strangers, label_of
from kabook.exercises.power_map.relations import enter_lines
from kabook.exercises.result import Result
from kabook.exercises.vocabulary import vocabularies

_FIVE = ("reports", "influence", "ally", "conflict", "circle")


class Matter(Content):
    """A card that is not a person: a decision, a criterion, a budget."""

    id: Slug
    label: Text


class PowerMap(Exercise):
    """A map to draw; ``people`` is filled in from the case."""

    kind: Literal["power_map"]
    people: tuple[Person, ...]
    weight: Annotated[float, Field(gt=0)] = 40.0
    dimensions: tuple[str, ...] = tuple(DIMENSIONS)
    relations: Annotated[tuple[RelationKind, ...], Field(min_length=1, validate_default=True)] = (
        _FIVE  # type: ignore[assignment]
    )
    matters: tuple[Matter, ...] = ()
    evidence: bool = True
    rulings: bool = False
    key: MapKey

    @field_validator("relations", mode="before")
    @classmethod
    def _by_name(cls, value: Any) -> Any:
        known = {e["id"]: e for name in ("relations", "chain") for e in vocabularies()[name]}
        return [known.get(each, each) if isinstance(each, str) else each for each in value]

    @model_validator(mode="after")
    def _key_fits(self) -> Self:
        for dimension in self.dimensions:
            if dimension not in DIMENSIONS:
                raise ValueError(f"dimensions 里没有 “{dimension}”；可用 {'、'.join(DIMENSIONS)}")
        expect_distinct((p.id for p in self.key.people), "人", "key", "people")
        expect_distinct((m.id for m in self.matters), "事项", "matters")
        tray = {person.id for person in self.people}
        for number, person in enumerate(self.key.people):
            if person.id not in tray:
                raise fault_at(f"案例里没有编号为 “{person.id}” 的人", "key", "people", number)
        ends = tray | set(self._unlisted_names) | {matter.id for matter in self.matters}
        kinds = {kind.id for kind in self.relations}
        for field in ("relations", "tolerated", "refuted"):
            for number, line in enumerate(getattr(self.key, field)):
                place = ("key", field, number)
                for end in (line.start, line.end):
                    if end not in ends:
                        raise fault_at(f"这条线连着没有的 “{end}”", *place)
                if line.start == line.end:
                    raise fault_at("这条线连回自己", *place)
                for kind in (line.kind, *getattr(line, "accepts", ())):
                    if kind not in kinds and (field, kind) != ("refuted", "any"):
                        raise fault_at(f"这张图没有 “{kind}” 这种线", *place)
        return self

    # --- what is asked --------------------------------------------------------------------------

    @property
    def points(self) -> float:
        return self.weight

    @property
    def judged_rows(self) -> int:
        return len(self.key.people) + len(self.key.unlisted) + len(self.key.relations)

    @property
    def blank(self) -> dict[str, Any]:
        return {"people": [], "unlisted": [], "relations": []}

    def view(self) -> dict[str, Any]:
        known = vocabularies()
        asked = [name for name in self.dimensions if name in known]
        return {
            "people": [person.model_dump() for person in self.people],
            "matters": [matter.model_dump() for matter in self.matters],
            "dimensions": list(self.dimensions),
            "relations": [
                kind.model_dump(include={"id", "label", "sign", "directed"})
                for kind in self.relations
            ],
            "options": {
                name: [{"id": e["id"], "label": e["label"]} for e in known[name]]
                for name in (*asked, "certainty")
            },
            "rulings": [dict(entry) for entry in known["rulings"]] if self.rulings else [],
            "asks_evidence": self.evidence,
            "unlisted": bool(self.dimensions),
        }

    @property
    def answer_schema(self) -> dict[str, Any]:
        known = vocabularies()
        cited = {"type": "array", "items": {"type": "string"}}
        ids = {name: [entry["id"] for entry in known[name]] for name in known}
        about: dict[str, Any] = {
            name: {"enum": ids[name]}
            for name in (*self.dimensions, "certainty")
            if name not in ("roles", "faction")
        }
        if "roles" in self.dimensions:
            about["roles"] = {"type": "array", "items": {"enum": ids["roles"]}, "uniqueItems": True}
        if "faction" in self.dimensions:
            about["faction"] = {"type": "string", "maxLength": LONGEST_NAME}
        about["evidence"] = cited
        name = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}
        line = {
            "kind": {"enum": [kind.id for kind in self.relations]},
            "from": {"type": "string"},
            "to": {"type": "string"},
            "certainty": {"enum": ids["certainty"]},
            "ruling": {"enum": ids["rulings"]},
            "evidence": cited,
        }
        person = {"id": {"enum": [person.id for person in self.people]}, **about}
        stranger = {"ref": name, "name": name, "placeholder": {"type": "boolean"}, **about}
        return _object(
            people=_list(_object(["id"], **person)),
            unlisted=_list(_object(["ref", "name"], **stranger)),
            relations=_list(_object(["kind", "from", "to"], **line)),
            layout={"type": "object"},
        )

    # --- grading --------------------------------------------------------------------------------

    def _judge(self, answer: dict[str, Any]) -> Result:
        drawn = self.read(answer)
        book, whom = self._ledger, self._whom(drawn)
        accounts = book.accounts()
        if self.dimensions:
            enter_people(book, drawn, whom, accounts)
            enter_strangers(book, drawn, whom, accounts)
        enter_lines(book, drawn, whom, accounts)
        checks = [check for account in accounts.values() for check in account.closed()]
        return Result.of(
            checks,
            insights=insights(drawn, self.key.people, checks),
            causes=causes(checks, drawn.names),
        )

    def read(self, answer: dict[str, Any]) -> DrawnMap:
        """The answer as a map.

        Raises:
            UnreadableError: it could not have been drawn on this page.
        """
        people = {person.id: person.name for person in self.people}
        matters = {matter.id: matter.label for matter in self.matters}
        kinds = {kind.id: kind.directed for kind in self.relations}
        return read_map(answer, people, matters, kinds, self.dimensions)

    def _whom(self, drawn: DrawnMap) -> dict[str, str]:
        """Reference of an added card → the person meant, or "" for a bystander."""
        bystanders = {fold(name) for name in self.key.bystanders}
        whom: dict[str, str] = {}
        for ref, card in drawn.unlisted.items():
            meant = next((p.id for p in self.key.unlisted if p.is_called(card.name)), None)
            if meant is not None and meant in whom.values():
                raise UnreadableError(f"“{card.name}”和另一张名单外的卡是同一个人，留一张。")
            if meant is not None:
                whom[ref] = meant
            elif fold(card.name) in bystanders:
                whom[ref] = ""
        return whom

    @cached_property
    def _unlisted_names(self) -> dict[str, str]:
        return {person.id: person.name for person in self.key.unlisted}

    @cached_property
    def _ledger(self) -> Ledger:
        kinds = {kind.id: kind for kind in self.relations}
        key = self.key
        lines = LineKey.of(
            kinds, key.relations, key.tolerated, key.refuted, asks_ruling=self.rulings
        )
        names = {
            **{person.id: person.name for person in self.people},
            **{matter.id: matter.label for matter in self.matters},
            **self._unlisted_names,
        }
        return Ledger(key, lines, self.dimensions, names, self.weight, self.evidence)

    # --- answers that score 1 -------------------------------------------------------------------

    @property
    def model_answer(self) -> dict[str, Any]:
        return self._model({})

    def model_beside(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Somebody the trainee found keeps the reference and the name of the trainee's card."""
        try:
            drawn = self.read(answer)
            whom = self._whom(drawn)
        except UnreadableError:
            return self.model_answer
        return self._model({whom[r]: card for r, card in drawn.unlisted.items() if whom.get(r)})

    def _model(self, found: dict[str, Card]) -> dict[str, Any]:
        """The model answer; ``found`` says which card of the trainee's stands for whom."""
        refs = {
            person.id: found[person.id].id if person.id in found else f"m{number}"
            for number, person in enumerate(self.key.unlisted, 1)
        }
        order = {person.id: number for number, person in enumerate(self.people)}
        people = sorted(self.key.people, key=lambda person: order[person.id])
        relations = []
        for line in self.key.relations:
            shown = {
                "kind": line.kind,
                "from": refs.get(line.start, line.start),
                "to": refs.get(line.end, line.end),
                "certainty": line.certainty,
            }
            if line.ruling and self.rulings:
                shown["ruling"] = line.ruling
            if line.evidence and self.evidence:
                shown["evidence"] = list(line.evidence[0])  # type: ignore[assignment]
            relations.append(shown)
        return {
            "people": [{"id": person.id, **self._values(person)} for person in people],
            "unlisted": [
                {
                    "ref": refs[person.id],
                    "name": found[person.id].name if person.id in found else person.name,
                    **({"placeholder": True} if person.placeholder else {}),
                    **self._values(person),
                }
                for person in self.key.unlisted
            ],
            "relations": relations,
        }

    def _values(self, person: KeyPerson) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for dimension in self.dimensions:
            key = person.key(dimension)
            if person.judged(dimension):
                values[dimension] = list(key) if isinstance(key, tuple) else key
        if "faction" in values:
            values["faction"] = label_of("faction", values["faction"])
        if self.evidence and person.evidence:
            values["evidence"] = list(person.evidence[0])
        return values


def _object(required: list[str] | None = None, **properties: Any) -> dict[str, Any]:
    shape = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**shape, "required": required} if required else shape


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}
