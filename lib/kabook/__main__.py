"""The commands: ``python -m kabook`` and ``kabook``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from kabook.errors import ContentError, ContentErrors, KabookError, UnknownIdError

_CONTENT_FAULT, _BAD_CALL = 1, 2


class _Commands(click.Group):
    """Every expected error becomes one sentence on standard error and an exit code."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except (ContentError, ContentErrors) as error:
            _fail(_CONTENT_FAULT, str(error))
        except (UnknownIdError, KabookError) as error:
            _fail(_BAD_CALL, str(error))


def _fail(code: int, message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


def _print_json(content: Any, indent: int | None = 1) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=indent))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """kabook：大客户销售训练与案例练习册。"""
    # Pipes and old terminals would otherwise choose the locale's encoding.
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


@main.command()
@click.option("--class", "roster", type=click.Path(path_type=Path), help="班级名单 ROSTER.csv")
@click.option("--host", default="127.0.0.1", show_default=True, help="只在带 --class 时可改")
@click.option("--port", default=8866, show_default=True)
@click.option("--no-browser", is_flag=True, help="不自动打开浏览器")
def serve(roster: Path | None, host: str, port: int, no_browser: bool) -> None:
    """在浏览器里打开练习册；--class 为一个班服务。"""
    from kabook.casework import root
    from kabook.serving import serve as run

    run(root(), roster=roster, host=host, port=port, open_browser=not no_browser)


@main.command()
@click.option("--author", "author", is_flag=True, help="直接编辑练习册本身")
def lab(author: bool) -> None:
    """在 JupyterLab 里打开练习册（学员自己的副本）。"""
    from kabook.serving import author_lab, trainee_lab

    (author_lab if author else trainee_lab)()


@main.command()
@click.argument("cases", nargs=-1)
def check(cases: tuple[str, ...]) -> None:
    """检查内容规则；每个问题一行：文件:行: 说明。"""
    from kabook.casework import root
    from kabook.checks import find_faults

    faults = find_faults(cases)
    base = root()
    for fault in faults:
        path = fault.path.resolve()
        shown = path.relative_to(base.resolve()) if path.is_relative_to(base.resolve()) else path
        click.echo(fault.located(shown))
    if faults:
        _fail(_CONTENT_FAULT, f"共 {len(faults)} 处要改。")
    click.echo("内容检查通过。", err=True)


@main.command()
@click.argument("slug")
def new(slug: str) -> None:
    """用 _template 新建一个案例文件夹。"""
    from kabook.checks.template import new_case

    click.echo(str(new_case(slug)))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="完整的 JSON")
def coverage(as_json: bool) -> None:
    """大纲 407 个节点：教了哪些，练了哪些。"""
    from kabook.outline import coverage as measure

    measured = measure()
    if as_json:
        _print_json(measured)
        return
    for name, part in measured["parts"].items():
        click.echo(
            f"{name}  节点 {part['taught']}/{part['nodes']}  节 {part['exercised']}/{part['sections']}"
            f"  {part['characters']} 字  {part['exercises']} 题"
        )


@main.command()
@click.option("--json", "as_json", is_flag=True, help="完整的 JSON")
def exercises(as_json: bool) -> None:
    """全部练习。"""
    from kabook.casework import all_exercises
    from kabook.lessons import lessons
    from kabook.outline import users

    pages = lessons()
    rows = []
    for exercise in sorted(all_exercises(), key=lambda e: e.id):
        slug = exercise.id.partition(".")[0]
        rows.append(
            {
                "id": exercise.id,
                "kind": exercise.kind,
                "case": slug,
                "part": exercise.part,
                "nodes": list(exercise.nodes),
                "points": exercise.points,
                "status": exercise.status,
                "title": exercise.title,
                "documents": list(exercise.documents),
                "data": list(exercise.data),
                "used_by": users(exercise, pages),
                "rows": exercise.judged_rows,
            }
        )
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']}  {row['kind']}  {row['status']}  {row['title']}")


@main.command()
@click.argument("name")
def show(name: str) -> None:
    """学员看到的练习（案例.练习）或案例卷宗（案例）。"""
    from kabook.casework import load_case, load_exercise

    if "." not in name:
        _print_json(load_case(name).show())
        return
    exercise = load_exercise(name)
    _print_json({"format": 1, **exercise.public(), "answer_schema": exercise.answer_schema})


@main.command()
@click.argument("exercise_id")
def key(exercise_id: str) -> None:
    """参考答案（作者用）。"""
    from kabook.casework import load_exercise

    exercise = load_exercise(exercise_id)
    _print_json(
        {
            "id": exercise.id,
            "model_answer": exercise.model_answer,
            "also_accepted": exercise.also_accepted,
        }
    )


@main.command()
@click.argument("exercise_id")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def grade(exercise_id: str, file: Path | None) -> None:
    """给一份答案判分（答案 JSON 来自文件或标准输入）。"""
    from kabook.casework import load_exercise

    exercise = load_exercise(exercise_id)
    try:
        text = file.read_text(encoding="utf-8-sig") if file else sys.stdin.read()
        answer = json.loads(text)
    except OSError:
        _fail(_BAD_CALL, f"没有这个文件：{file}")
    except (ValueError, RecursionError):
        _fail(_BAD_CALL, "答案不是 JSON。")
    result = exercise.grade(answer)
    _print_json({"format": 1, "exercise": exercise.id, **result.as_json()})


@main.command()
@click.option("--trainee", required=True, help="工号；自己一个人用时是 local")
def export(trainee: str) -> None:
    """交出一个人名下的全部记录（JSON）。"""
    from kabook.store import Store

    _print_json(Store().export(trainee))


@main.command()
@click.argument("trainee")
@click.option("--yes", is_flag=True, help="不再询问")
def forget(trainee: str, yes: bool) -> None:
    """抹掉一个人的全部记录，不能恢复。"""
    from kabook.store import Store

    if not yes:
        click.confirm(f"抹掉 {trainee} 的全部记录，不能恢复。继续吗？", abort=True, err=True)
    gone = Store().forget(trainee)
    click.echo(f"已抹掉 {trainee} 的记录，其中提交 {gone} 次。", err=True)


if __name__ == "__main__":
    main()
