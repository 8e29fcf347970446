"""YAML that authors write: read strictly, explained in their language, with the line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kabook.errors import ContentError, ContentErrors
from kabook.exercises.base import Content

# libyaml is ten times faster; the pure loader serves where PyYAML was built without it.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Built = TypeVar("Built")
_FULL_WIDTH_COLON = re.compile(r"^\s*(?:- )?[A-Za-z_][A-Za-z0-9_-]*：")


class _DuplicateKeyError(Exception):
    def __init__(self, key: Any, line: int) -> None:
        self.key, self.line = key, line


class _Loader(_Base):  # type: ignore[misc]
    """SafeLoader that refuses a field written twice (YAML would keep the last, silently)."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise _DuplicateKeyError(key, key_node.start_mark.line + 1)
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def read_text(path: Path) -> str:
    """A content file's text, UTF-8.

    Raises:
        ContentError: missing, or in another encoding.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ContentError(path, 0, "没有这个文件", "补上文件，或者把提到它的那一行删掉") from None
    except UnicodeDecodeError:
        raise ContentError(path, 0, "文件不是 UTF-8 编码", "用编辑器另存为 UTF-8") from None


def read_yaml(path: Path) -> Any:
    """Parse a YAML file.

    Raises:
        ContentError: with the line that has to be mended.
    """
    return parse_yaml(read_text(path), path)


def parse_yaml(text: str, path: Path, first_line: int = 1) -> Any:
    """Parse YAML ``text`` that begins at ``first_line`` of ``path``."""
    offset = first_line - 1
    try:
        return yaml.load(text, Loader=_Loader)
    except _DuplicateKeyError as error:
        line = error.line + offset
        raise ContentError(path, line, f"字段 “{error.key}” 写了两次", "删掉一个") from None
    except yaml.YAMLError as error:
        raise _explained(error, text, path, offset) from None


def _explained(error: yaml.YAMLError, text: str, path: Path, offset: int) -> ContentError:
    for number, written in enumerate(text.splitlines(), 1):
        # YAML takes 「prompt：」 for part of a text and blames the line after it.
        if _FULL_WIDTH_COLON.match(written):
            return ContentError(
                path,
                number + offset,
                "字段名后面是全角冒号 “：”",
                "改成半角冒号加一个空格 “: ”",
            )
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 + offset if mark else 0
    problem = getattr(error, "problem", "") or ""
    if "mapping values are not allowed" in problem:
        return ContentError(
            path, line, "文字里有 “: ”，YAML 把它当成了字段", "整段文字加引号，或写成 | 块"
        )
    if "tab" in problem or "\\t" in problem:
        return ContentError(path, line, "缩进用了制表符", "改成空格")
    if "expected <block end>" in problem or "indent" in problem:
        return ContentError(path, line, "缩进对不齐", "和上一行同级的内容对齐")
    return ContentError(path, line, f"YAML 读不懂这里（{problem}）", "检查引号、冒号和缩进")


def line_of(text: str, location: Iterable[Any]) -> int:
    """Line (from 1) of the deepest part of ``location`` that the YAML text has."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    line = 1
    for part in location:
        found = _child(node, part)
        if found is None:
            continue  # names of union members and validators have no line of their own
        line, node = found
    return line


def _child(node: Any, part: Any) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        item = node.value[part]
        return item.start_mark.line + 1, item
    return None


def validated(
    path: Path, build: Callable[[], Built], text: str | None = None, first_line: int = 1
) -> Built:
    """Run ``build``; turn what pydantic finds into ContentErrors with lines."""
    try:
        return build()
    except ValidationError as error:
        source = read_text(path) if text is None else text
        raise ContentErrors(
            [
                ContentError(
                    path,
                    line_of(source, _place(fault)) + first_line - 1,
                    *_in_chinese(fault),
                )
                for fault in error.errors(include_url=False)
            ]
        ) from None


def _place(fault: Any) -> tuple[Any, ...]:
    return (*fault["loc"], *fault.get("ctx", {}).get("place", ()))


def _in_chinese(fault: Any) -> tuple[str, str]:
    kind, context = fault["type"], fault.get("ctx", {})
    name = next((part for part in reversed(fault["loc"]) if isinstance(part, str)), "")
    given = repr(fault.get("input"))[:40]
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(name, _all_fields(Content), 1, 0.6)
        return (
            f"没有 “{name}” 这个字段",
            f"是不是 “{near[0]}”？" if near else "删掉它，字段表见 casework/README.md",
        )
    if kind == "missing":
        return f"少了字段 “{name}”", "补上"
    if kind == "string_type":
        if (
            isinstance(fault.get("input"), (bool, int, float))
            or "date" in type(fault.get("input")).__name__
        ):
            return f"“{name}” 要的是文字，YAML 读成了 {given}", "两边加上英文双引号"
        return f"“{name}” 要的是文字，这里是 {given}", "写成一句话或 | 块"
    if kind == "literal_error":
        return f"“{name}” 不能是 {given}", f"可用的是 {context.get('expected')}"
    if kind == "string_pattern_mismatch":
        return f"“{name}” 的写法不对：{given}", "只用小写字母、数字和连字符"
    if kind == "string_too_short":
        return f"“{name}” 是空的", "写上内容"
    if kind in ("too_short", "too_long"):
        bound = context.get("min_length", context.get("max_length"))
        return (
            f"“{name}” 的个数不对，现在 {context.get('actual_length')} 个",
            f"界限是 {bound} 个",
        )
    if kind == "located":
        return context["message"], ""
    if kind == "value_error":
        return str(context.get("error", fault["msg"])), ""
    if kind in ("tuple_type", "list_type"):
        return f"“{name}” 要的是列表，这里是 {given}", "写成 [ … ] 或每项一行以 - 开头"
    if kind in ("int_parsing", "float_parsing", "int_type", "float_type", "int_from_float"):
        return f"“{name}” 要的是数，这里是 {given}", "只写数字，单位写在 unit"
    return f"“{name}” 写得不对（{fault['msg']}），这里是 {given}", "对照 _template 里的同一处"


def _all_fields(model: type[BaseModel]) -> list[str]:
    names: set[str] = set()
    for kind in model.__subclasses__():
        names.update(field.alias or name for name, field in kind.model_fields.items())
        names.update(_all_fields(kind))
    return sorted(names)
