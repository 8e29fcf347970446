"""Columns of a table: what a cell may hold, and what share of its points it earns."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from kabook.exercises.base import (
    Content,
    Option,
    Slug,
    Text,
    UnreadableError,
    expect_distinct,
    expect_known,
    expect_option,
    fault_at,
)
from kabook.exercises.scoring import scale_share, set_share, without_neutral
from kabook.exercises.vocabulary import NEUTRAL_ROLES, UNKNOWN, vocabularies
from kabook.text import parse_figure, readings

#: An answer or key of one cell: an option id, a list of them, or a figure as typed.
Cell = str | int | float | tuple[str, ...]

_LONGEST_CELL = 200


class Column(Content):
    """A column of a ``table``."""

    id: Slug
    label: Text
    type: Literal["label", "set", "ordinal", "number", "evidence"]
    options: tuple[Option, ...] = ()
    unit: str = ""
    points: Annotated[float, Field(gt=0)] = 2.0
    tolerance: Annotated[float, Field(ge=0, le=0.5)] = 0.01
    supports: Annotated[Slug | None, Field(alias="for")] = None
    stage: Literal[1, 2] | None = None
    updates: Slug | None = None

    @field_validator("options", mode="before")
    @classmethod
    def _by_name(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value not in vocabularies():
            raise ValueError(f"没有名叫 “{value}” 的词表")
        return [{"id": e["id"], "label": e["label"]} for e in vocabularies()[value]]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.type in ("label", "set", "ordinal") and len(self.options) < 2:
            raise ValueError(f"列 {self.id} 至少要有两个 options")
        if self.type == "ordinal" and len(self.scale) not in (3, 5):
            raise ValueError(f"列 {self.id} 是有序的，除 unknown 外要有 3 个或 5 个选项")
        if self.type == "evidence" and self.supports is None:
            raise ValueError(f"证据列 {self.id} 要用 for 说明它支持哪一列")
        expect_distinct((option.id for option in self.options), f"列 {self.id} 选项", "options")
        return self

    @cached_property
    def scale(self) -> tuple[str | int, ...]:
        """The ordered values of an ordinal column, without ``unknown``."""
        return tuple(option.id for option in self.options if option.id != UNKNOWN)

    @property
    def has_starting_line(self) -> bool:
        """Label and ordinal columns count from what one constant answer would reach."""
        return self.type in ("label", "ordinal")

    @cached_property
    def ids(self) -> tuple[str | int, ...]:
        return tuple(option.id for option in self.options)

    @cached_property
    def _judged_options(self) -> int:
        """N of the set rule: options that earn or cost something."""
        return sum(option not in NEUTRAL_ROLES for option in self.ids)

    @cached_property
    def _known(self) -> frozenset[str | int]:
        return frozenset(self.ids)

    def label_of(self, cell: Cell) -> str:
        """A cell as a trainee reads it."""
        labels = {option.id: option.label for option in self.options}
        if isinstance(cell, tuple):
            return "、".join(labels[item] for item in self.ids if item in cell)
        if self.type == "number":
            return f"{cell}{self.unit}"
        return labels.get(cell, str(cell))  # type: ignore[arg-type]

    def expect_key(self, key: Any, *place: str | int) -> None:
        """Refuse a key that this column cannot hold; ``place`` is where it stands."""
        options = "、".join(map(str, self.ids))
        if self.type == "set":
            wrong = [k for k in key if k not in self.ids] if isinstance(key, tuple) else [key]
            if wrong or not key:
                given = "、".join(map(str, wrong)) or "空"
                raise fault_at(f"{self.id} 列没有 “{given}”；写成列表，可用 {options}", *place)
        elif self.type == "number":
            if isinstance(key, (bool, tuple)) or parse_figure(key) is None:
                raise fault_at(f"{self.id} 列的 “{key}” 不是数", *place)
        elif self.type in ("label", "ordinal") and (isinstance(key, tuple) or key not in self.ids):
            raise fault_at(f"{self.id} 列没有 “{key}”；可用 {options}", *place)

    def read(self, value: Any) -> Cell | None:
        """An answered cell; ``None`` when nothing was answered."""
        if value is None or value in ("", [], {}):
            return None
        if self.type == "set":
            return tuple(expect_known(value, self._known, f"“{self.label}”"))
        if self.type == "number":
            if not isinstance(value, (str, int, float)) or isinstance(value, bool):
                raise UnreadableError(f"“{self.label}”要填一个数。")
            if isinstance(value, str) and len(value) > _LONGEST_CELL:
                raise UnreadableError(f"“{self.label}”太长了，只填一个数。")
            if parse_figure(value) is None:
                raise UnreadableError(f"“{str(value)[:30]}”读不成一个数；请写成 12.5 或 3,200万。")
            return value
        return expect_option(value, self._known, self.label)  # type: ignore[no-any-return]

    def share(self, cell: Cell, key: Cell) -> float:
        """Share of the cell's points, 0..1."""
        if self.type == "set":
            judged = without_neutral(cell) if isinstance(cell, tuple) else frozenset()
            wanted = without_neutral(key) if isinstance(key, tuple) else frozenset()
            return set_share(judged, wanted, self._judged_options)
        if self.type == "number":
            figure, wanted_figure = parse_figure(cell), parse_figure(key)  # type: ignore[arg-type]
            assert figure is not None
            assert wanted_figure is not None
            target = wanted_figure.bare
            allowed = abs(target) * self.tolerance + 1e-9
            return float(any(abs(v - target) <= allowed for v in readings(figure, self.unit)))
        if self.type == "ordinal" and UNKNOWN not in (cell, key):
            scale = self.scale
            return scale_share(scale.index(cell), scale.index(key), len(scale))
        return float(cell == key)
