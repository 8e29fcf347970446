"""Laws of the lessons: every node taught once and at length, every citation real."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kabook.casework import case_slugs, load_case, load_exercise, root
from kabook.casework.yaml_file import read_yaml
from kabook.errors import ContentError, UnknownIdError
from kabook.exercises import Exercise
from kabook.exercises.choice import Choice
from kabook.lessons import Lesson, Passage, lessons
from kabook.outline import nodes

_BANNED = (
    "首先",
    "其次",
    "总之",
    "综上所述",
    "在当今",
    "众所周知",
    "毋庸置疑",
    "！",
    "赋能",
    "抓手",
)
_CITATION = re.compile(r"〔([^〕\s]+) 文(\d+)·(\d+)〕")
_QUOTED = re.compile(r"“([^”]{6,})”[^“”〔〕]{0,8}〔([^〕\s]+) 文(\d+)·(\d+)〕")
_SOURCE = re.compile(r"（([^（）]*?[,，] ?\d{4}[a-z]?(?:；[^（）]*?[,，] ?\d{4}[a-z]?)*)）")
_LAW = re.compile(r"《([^》]+)》(第[0-9一二三四五六七八九十百]+条)")
_SENTENCE = re.compile(r"[^。！？\n]+")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_REPEATED, _REPEATED_IN = 15, 3
_SHARED_RUN = 20
_KEY_TEXT = 12
_CODE = re.compile(
    r'^(from kabook import [a-z, ]+|(practice|worked|case|lesson)\("[^"]*"(, ?"[^"]*")*\)|(case|progress|report)\(\))$'
)


def lesson_faults() -> Iterator[ContentError]:
    """Every fault of every page."""
    pages = lessons()
    sources, laws = _sources(), _laws()
    shorts = {case.file.short: case.slug for case in map(load_case, case_slugs())}
    yield from _anchor_faults(pages)
    yield from _repetition_faults(pages)
    for lesson in pages:
        yield from _call_faults(lesson)
        for passage in lesson.passages:
            yield from _text_faults(lesson, passage, sources, laws, shorts)
        yield from _given_away_faults(lesson)


def _anchor_faults(pages: list[Lesson]) -> Iterator[ContentError]:
    known = nodes()
    seen: dict[str, str] = {}
    for lesson in pages:
        taught = {passage.node for passage in lesson.passages if passage.node in known}
        for passage in lesson.passages:
            where = (lesson.path, passage.line)
            node = known.get(passage.node)
            if passage.node in seen:
                yield ContentError(
                    *where,
                    f"锚点 {passage.node} 已经在 {seen[passage.node]} 里",
                    "一个节点只在一处教",
                )
            seen[passage.node] = lesson.path.name
            if node is None:
                if passage.node[:2] in ("p1", "p2", "p3", "p4"):
                    yield ContentError(
                        *where, f"大纲里没有节点 {passage.node}", "照 outline.yml 改"
                    )
            elif passage.characters < node.least_characters:
                yield ContentError(
                    *where,
                    f"{node.id} 只有 {passage.characters} 字",
                    f"至少 {node.least_characters} 字",
                )
        for part in {name.partition(".")[0] for name in taught}:
            for node in known.values():
                if node.part == part and node.id not in taught:
                    yield ContentError(
                        lesson.path, 0, f"没有教 {node.id}（{node.title}）", "加上锚点和正文"
                    )


def _call_faults(lesson: Lesson) -> Iterator[ContentError]:
    for number, code in lesson.cells:
        if code.strip() and not _CODE.match(code.strip()):
            yield ContentError(
                lesson.path,
                number,
                f"代码格里只写一行调用：{code.strip()[:40]}",
                "删掉别的代码",
            )
    for call in lesson.calls:
        wanted = {"practice": "ready", "worked": "example"}.get(call.name)
        for name in call.arguments if wanted else ():
            try:
                status = load_exercise(name).status
            except UnknownIdError as error:
                yield ContentError(lesson.path, call.line, str(error), "改编号")
            else:
                if status != wanted:
                    yield ContentError(
                        lesson.path,
                        call.line,
                        f"{name} 的状态是 {status}",
                        f"{call.name} 要 {wanted}",
                    )


def _text_faults(
    lesson: Lesson,
    passage: Passage,
    sources: set[str],
    laws: dict[str, set[str]],
    shorts: dict[str, str],
) -> Iterator[ContentError]:
    node = nodes().get(passage.node)
    for number, line in enumerate(passage.lines, passage.line):
        if line.startswith("> 大纲"):
            continue
        for phrase in _BANNED:
            if phrase in line:
                yield ContentError(lesson.path, number, f"不用“{phrase}”", "直接说")
        for short, document, paragraph in _CITATION.findall(line):
            identifier = f"doc{document}#{paragraph}"
            if short not in shorts or identifier not in load_case(shorts[short]).paragraphs:
                yield ContentError(
                    lesson.path,
                    number,
                    f"没有 {short} 文{document}·{paragraph} 这一段",
                    "核对段号",
                )
        for quote, short, document, paragraph in _QUOTED.findall(line):
            case = load_case(shorts[short]) if short in shorts else None
            text = case.paragraphs.get(f"doc{document}#{paragraph}", "") if case else ""
            if not all("".join(bit.split()) in "".join(text.split()) for bit in quote.split("……")):
                yield ContentError(
                    lesson.path,
                    number,
                    f"文{document}·{paragraph} 里没有“{quote[:20]}”这句原话",
                    "逐字照抄，或去掉引号",
                )
        for group in _SOURCE.findall(line):
            for cited in re.split("；", group):
                plain = cited.replace("，", ", ").replace(",  ", ", ").strip()
                if plain not in sources and re.search(r", ?\d{4}", plain):
                    yield ContentError(
                        lesson.path,
                        number,
                        f"sources.yml 里没有（{plain}）",
                        "补上出处，或删掉",
                    )
        for title, article in _LAW.findall(line):
            if article not in laws.get(title, set()):
                yield ContentError(
                    lesson.path,
                    number,
                    f"laws.yml 里没有《{title}》{article}",
                    "补上，并注明版本",
                )
    if node is not None and node.kind == "section":
        whole = _section_text(lesson, node.id)
        if not re.search(r"\d", whole) and "〔" not in whole:
            yield ContentError(
                lesson.path,
                passage.line,
                f"{node.id} 里没有人、没有数、也没有引用段落",
                "落到一件具体的事上",
            )


def _section_text(lesson: Lesson, section: str) -> str:
    own = [p for p in lesson.passages if p.node == section or p.node.startswith(section + ".")]
    return "\n".join(passage.prose for passage in own)


def _repetition_faults(pages: list[Lesson]) -> Iterator[ContentError]:
    sentences: dict[str, set[str]] = defaultdict(set)
    runs: dict[str, tuple[str, Path, int]] = {}
    for lesson in pages:
        for passage in lesson.passages:
            for sentence in _SENTENCE.findall(passage.prose):
                plain = "".join(_HANZI.findall(sentence))
                if len(plain) >= _REPEATED:
                    sentences[plain].add(passage.node)
                    if len(sentences[plain]) == _REPEATED_IN:
                        yield ContentError(
                            lesson.path,
                            passage.line,
                            f"同一句话出现在三处：{sentence.strip()[:20]}…",
                            "改写",
                        )
            plain = "".join(_HANZI.findall(passage.prose))
            shared = None
            for start in range(len(plain) - _SHARED_RUN + 1):
                run = plain[start : start + _SHARED_RUN]
                other = runs.setdefault(run, (passage.node, lesson.path, passage.line))
                if other[0] != passage.node:
                    shared = (run, other[0])
            if shared:
                yield ContentError(
                    lesson.path,
                    passage.line,
                    f"{passage.node} 与 {shared[1]} 有二十个字相同：{shared[0]}",
                    "改写其中一处",
                )


def _given_away_faults(lesson: Lesson) -> Iterator[ContentError]:
    """A key's own words must not stand in the lesson above it."""
    whole = "".join("".join(passage.prose.split()) for passage in lesson.passages)
    for name in lesson.exercises:
        try:
            exercise = load_exercise(name)
        except UnknownIdError:
            continue
        for text in _key_texts(exercise):
            if len(text) >= _KEY_TEXT and "".join(text.split()) in whole:
                yield ContentError(
                    lesson.path, 0, f"课文里有 {name} 的答案原文：{text[:20]}…", "改课文或改题"
                )


def _key_texts(exercise: Exercise) -> list[str]:
    if isinstance(exercise, Choice):
        return [option.text for option in exercise.options if option.right]
    return []


def _sources() -> set[str]:
    path = root() / "notebooks" / "sources.yml"
    return {entry["cite"] for entry in read_yaml(path) or ()} if path.exists() else set()


def _laws() -> dict[str, set[str]]:
    path = root() / "notebooks" / "laws.yml"
    entries = (read_yaml(path) or ()) if path.exists() else ()
    return {entry["title"]: set(entry["articles"]) for entry in entries}
