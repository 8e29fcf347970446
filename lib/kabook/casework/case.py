"""A case as authors write it and as the rest of the package uses it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from kabook.casework.documents import DataFile, Document, read_data_file, read_document
from kabook.casework.yaml_file import line_of, read_text, read_yaml, validated
from kabook.errors import ContentError, UnknownIdError
from kabook.exercises import KINDS, Exercise, exercise_from, model_of
from kabook.exercises.base import Content, Person, Slug, Status, Text


class CasePerson(Person):
    """Somebody of a case: post and department are known."""

    post: Text
    department: Text


class Product(Content):
    """What we sell."""

    company: Text
    name: Text
    summary: Text


class Competitor(Content):
    name: Text
    summary: Text


class Stage(Content):
    """A stretch of the timeline; ``from`` is an ISO date as text."""

    stage: Text
    start: Annotated[Text, Field(alias="from")]
    note: Text


class NamesChecked(Content):
    """When the fictional names were searched together with their trade."""

    date: Text
    names: tuple[Text, ...]
    result: Text


class CaseFile(Content):
    """``case.yaml``."""

    format: Literal[1]
    title: Text
    short: Text
    industry: Text
    status: Status
    minutes: int
    situation: Text
    product: Product | None = None
    competitors: tuple[Competitor, ...] = ()
    people: tuple[CasePerson, ...] = ()
    timeline: tuple[Stage, ...] = ()
    documents: tuple[Slug, ...] = ()
    exercises: tuple[Slug, ...] = ()
    names_checked: NamesChecked | None = None


class Case:
    """A case folder. Documents are read at once, exercises when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.slug = folder.name
        path = folder / "case.yaml"
        if not path.is_file():
            raise UnknownIdError(f"没有名叫 “{folder.name}” 的案例。")
        content = read_yaml(path)
        self.file = validated(path, lambda: CaseFile.model_validate(content))
        self._expect_known_chiefs()
        self._exercises: dict[str, Exercise] = {}

    @property
    def title(self) -> str:
        return self.file.title

    @property
    def is_drill(self) -> bool:
        """Drills have no customer: no people and no documents."""
        return not self.file.documents

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """In reading order."""
        files = {path.name.split("-")[0]: path for path in self.folder.glob("documents/doc*.md")}
        for number, name in enumerate(self.file.documents):
            if name not in files:
                raise self._fault(
                    ("documents", number),
                    f"文件 {name} 不在 documents/ 里",
                    "补上文件或从列表里删掉",
                )
        return tuple(read_document(files[name]) for name in self.file.documents)

    @cached_property
    def data(self) -> dict[str, DataFile]:
        """CSV files by name."""
        paths = sorted(self.folder.glob("documents/*.csv"))
        return {path.name: read_data_file(path) for path in paths}

    @cached_property
    def people(self) -> dict[str, CasePerson]:
        return {person.id: person for person in self.file.people}

    @cached_property
    def paragraphs(self) -> dict[str, str]:
        """Paragraph id → text."""
        return {b.id: b.text for d in self.documents for b in d.blocks if b.id}

    def resolve(self, quote: str) -> str:
        """The id of the one paragraph that contains ``quote``.

        Raises:
            ValueError: not found, or found twice.
        """
        wanted = _flat(quote)
        found = [name for name, text in self._flat_paragraphs.items() if wanted in text]
        short = quote if len(quote) <= 24 else quote[:24] + "…"
        if not found:
            raise ValueError(f"引文 “{short}” 在案例文件里找不到；要逐字照抄，标点也算")
        if len(found) > 1 or self._flat_paragraphs[found[0]].count(wanted) > 1:
            raise ValueError(f"引文 “{short}” 出现了不止一次（{'、'.join(found)}）；多抄几个字")
        return found[0]

    @cached_property
    def _flat_paragraphs(self) -> dict[str, str]:
        return {name: _flat(text) for name, text in self.paragraphs.items()}

    # --- exercises ------------------------------------------------------------------------

    @cached_property
    def exercise_names(self) -> tuple[str, ...]:
        """In the order of case.yaml, then what is on disk and not listed."""
        on_disk = {path.stem for path in self.folder.glob("exercises/*.yaml")}
        listed = [name for name in self.file.exercises if name in on_disk]
        return (*listed, *sorted(on_disk - set(listed)))

    def exercise(self, name: str) -> Exercise:
        """One exercise, validated, its quotes resolved to paragraphs.

        Raises:
            UnknownIdError: there is no such file.
            ContentError, ContentErrors: the file has faults.
        """
        if name not in self._exercises:
            self._exercises[name] = self._read_exercise(name)
        return self._exercises[name]

    def exercises(self) -> Iterator[Exercise]:
        for name in self.exercise_names:
            yield self.exercise(name)

    def exercise_path(self, name: str) -> Path:
        return self.folder / "exercises" / f"{name}.yaml"

    def _read_exercise(self, name: str) -> Exercise:
        path = self.exercise_path(name)
        if not path.is_file():
            raise UnknownIdError(f"没有编号为 “{self.slug}.{name}” 的练习。")
        content = read_yaml(path)
        if not isinstance(content, dict):
            raise ContentError(path, 1, "练习文件要由字段组成", "对照 _template 里的同一种题")
        if content.get("kind") not in KINDS:
            line = line_of(read_text(path), ("kind",))
            given = content.get("kind", "")
            raise ContentError(
                path, line, f"没有 “{given}” 这种题型", f"kind 可用 {'、'.join(KINDS)}"
            )
        content = {"id": f"{self.slug}.{name}", **content}
        self._label_people(content, path)
        context = {"resolve": self.resolve}
        exercise = validated(path, lambda: exercise_from(content, context))
        for field, known in (("documents", self.file.documents), ("data", self.data)):
            for number, wanted in enumerate(getattr(exercise, field)):
                if wanted not in known:
                    text = read_text(path)
                    line = line_of(text, (field, number))
                    raise ContentError(
                        path,
                        line,
                        f"案例里没有文件 {wanted}",
                        "改成 case.yaml 里有的，或补上文件",
                    )
        return exercise

    def _label_people(self, content: dict[str, Any], path: Path) -> None:
        if "people" in model_of(content["kind"]).model_fields:
            content["people"] = [
                self._person(each, path, number)
                for number, each in enumerate(content.get("people", list(self.people)))
            ]
        rows = content.get("rows")
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict) and "label" not in row and "id" in row:
                person = self.people.get(row["id"])
                if person is None:
                    line = line_of(read_text(path), ("rows", number, "id"))
                    raise ContentError(
                        path,
                        line,
                        f"案例里没有编号为 “{row['id']}” 的人",
                        "改成 case.yaml 里的人，或给这一行写 label",
                    )
                row["label"] = person.label

    def _person(self, named: Any, path: Path, number: int) -> Any:
        """An id of case.yaml as what a trainee may know of that person; anything else as it is."""
        if not isinstance(named, str):
            return named
        if named not in self.people:
            line = line_of(read_text(path), ("people", number))
            raise ContentError(path, line, f"案例里没有编号为 “{named}” 的人", "照 case.yaml 改")
        return self.people[named].model_dump()

    # --- what a trainee may see -------------------------------------------------------------

    def dossier(self) -> dict[str, Any]:
        """The case as a page receives it: nothing that is not the trainee's."""
        file = self.file
        return {
            "case": self.slug,
            "title": file.title,
            "short": file.short,
            "situation": file.situation,
            "product": file.product.model_dump() if file.product else None,
            "competitors": [competitor.model_dump() for competitor in file.competitors],
            "timeline": [stage.model_dump(by_alias=True) for stage in file.timeline],
            "people": [person.model_dump() for person in file.people],
            "documents": [document.as_json() for document in self.documents],
            "data": [{"file": d.file, "columns": list(d.columns)} for d in self.data.values()],
        }

    def show(self) -> dict[str, Any]:
        """``kabook show CASE`` (design section 7)."""
        dossier = self.dossier()
        documents = [
            {
                **{name: d[name] for name in ("id", "title", "kind", "date", "stage")},
                "from": d["from"],
                "to": d["to"],
                "paragraphs": [p for p in d["paragraphs"] if not p.get("heading")],
            }
            for d in dossier["documents"]
        ]
        return {
            "format": 1,
            "case": self.slug,
            "title": self.title,
            "situation": self.file.situation,
            "people": dossier["people"],
            "documents": documents,
            "data": dossier["data"],
            "exercises": [e.id for e in self.exercises() if e.status == "ready"],
        }

    def _expect_known_chiefs(self) -> None:
        for number, person in enumerate(self.file.people):
            if person.reports_to is not None and person.reports_to not in self.people:
                raise self._fault(
                    ("people", number, "reports_to"),
                    f"上级 “{person.reports_to}” 不在 people 里",
                    "改成在册的人，或写 null",
                )

    def _fault(self, location: tuple[str | int, ...], problem: str, remedy: str) -> ContentError:
        path = self.folder / "case.yaml"
        return ContentError(path, line_of(read_text(path), location), problem, remedy)


def _flat(text: str) -> str:
    return "".join(text.split())
