"""Documents of a case: front matter, headings, numbered paragraphs."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from kabook.casework.yaml_file import parse_yaml, read_text, validated
from kabook.errors import ContentError
from kabook.exercises.base import Content, Slug, Text

Kind = Literal["通知", "公告", "制度", "纪要", "邮件", "微信", "记录", "表", "网页", "草案"]
_NAME = re.compile(r"(doc\d{2,3})-[a-z0-9-]+\.md")


class FrontMatter(Content):
    """What stands at the head of a document."""

    title: Text
    kind: Kind
    date: Text
    sender: Annotated[Text, Field(alias="from")]
    recipient: Annotated[Text | None, Field(alias="to")] = None
    stage: Text
    number: Text | None = None
    attendees: tuple[Text, ...] = ()


class Block(Content):
    """A numbered paragraph (``doc05#7``) or an unnumbered heading (``id`` is None)."""

    id: str | None
    text: str


class Document(Content):
    """A document of the dossier."""

    id: Slug
    path: Path
    head: FrontMatter
    blocks: tuple[Block, ...]

    @property
    def number(self) -> str:
        """05 for ``doc05``; shown as 文05."""
        return self.id.removeprefix("doc")

    def as_json(self) -> dict[str, Any]:
        """The document as pages receive it, headings included."""
        head = self.head
        return {
            "id": self.id,
            "number": self.number,
            "title": head.title,
            "kind": head.kind,
            "date": head.date,
            "from": head.sender,
            "to": head.recipient,
            "stage": head.stage,
            "number_text": head.number,
            "attendees": list(head.attendees),
            "paragraphs": [
                {"id": block.id, "text": block.text}
                if block.id
                else {"heading": True, "text": block.text}
                for block in self.blocks
            ],
        }


class DataFile(Content):
    """A CSV beside the documents; ``columns`` are its header."""

    file: str
    path: Path
    columns: tuple[str, ...]


def read_document(path: Path) -> Document:
    """Read one document.

    Raises:
        ContentError, ContentErrors: with the line in ``path``.
    """
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise ContentError(path, 0, "文件名要像 doc05-authorisation.md", "改名")
    text = read_text(path)
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---" or "---" not in [x.strip() for x in lines[1:]]:
        raise ContentError(path, 1, "没有文件头", "第一行写 ---，写完文件头再写一行 ---")
    end = [line.strip() for line in lines[1:]].index("---") + 1
    head_text = "\n".join(lines[1:end])
    content = parse_yaml(head_text, path, first_line=2)
    head = validated(path, lambda: FrontMatter.model_validate(content), head_text, 2)
    blocks = _blocks(match[1], lines[end + 1 :])
    if not any(block.id for block in blocks):
        raise ContentError(path, end + 1, "文件没有正文", "写上至少一段")
    return Document(id=match[1], path=path, head=head, blocks=tuple(blocks))


def _blocks(document: str, lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", "\n".join(lines)):
        text = chunk.strip()
        if not text:
            continue
        if text.startswith("#"):
            heading, _, rest = text.partition("\n")
            blocks.append(Block(id=None, text=heading.lstrip("# ").strip()))
            text = rest.strip()
        if text:
            number = sum(block.id is not None for block in blocks) + 1
            blocks.append(Block(id=f"{document}#{number}", text=text))
    return blocks


def read_data_file(path: Path) -> DataFile:
    """The name and header of a CSV (UTF-8)."""
    header = read_text(path).partition("\n")[0]
    columns = next(csv.reader([header]), [])
    if not columns or not all(columns):
        raise ContentError(path, 1, "CSV 的第一行要是列名", "补上列名")
    return DataFile(file=path.name, path=path, columns=tuple(columns))


def read_rows(data: DataFile) -> list[list[str]]:
    """All rows of a CSV below its header, as text."""
    return list(csv.reader(read_text(data.path).splitlines()))[1:]
