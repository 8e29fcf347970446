"""``make notebooks``: the .ipynb of every page, executed in an empty store and cleaned.

The .md is what people edit. Outputs keep ``text/plain`` (the scorecards that nbval compares)
and nothing that differs from run to run, so that the same text gives the same bytes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

REPOSITORY = Path(__file__).parents[2]
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def main() -> int:
    """Write the notebooks, or with ``--check`` only say which ones are out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", type=Path, help="the .md files; by default all")
    parser.add_argument("--check", action="store_true", help="compare sources, write nothing")
    arguments = parser.parse_args()
    pages = arguments.pages or sorted((REPOSITORY / "notebooks").glob("*.md"))
    stale = []
    for page in pages:
        target = page.with_suffix(".ipynb")
        if arguments.check:
            if not is_pair(page, target):
                stale.append(target)
            continue
        target.write_text(render(build(page)), encoding="utf-8")
        print(target.relative_to(REPOSITORY) if target.is_relative_to(REPOSITORY) else target)
    for target in stale:
        print(f"{target}: 和它的 .md 不一致，运行 make notebooks", file=sys.stderr)
    return 1 if stale else 0


def build(page: Path) -> Any:
    """Read the text, run it where nobody has answered anything yet, clean the outputs."""
    notebook = numbered(jupytext.read(page))
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(KABOOK_HOME=home, KABOOK_ROOT=str(page.parents[1]), IPYTHONDIR=home)
        os.environ.pop("KABOOK_CLASS", None)
        resources = {"metadata": {"path": str(page.parent)}}
        client = NotebookClient(
            notebook,
            timeout=120,
            kernel_name="python3",
            resources=resources,
            extra_arguments=["--IPKernelApp.log_level=40"],
        )
        # Widget state would be kept as metadata: exercises as the trainee of this run saw them.
        client.store_widget_state = False
        try:
            client.execute()
        except CellExecutionError as error:
            raise SystemExit(f"{page}: {error.ename}: {error.evalue}") from None
    count = 0
    for cell in notebook.cells:
        cell.metadata = nbformat.NotebookNode()
        if cell.cell_type == "code":
            # Counted by position: nbval refuses outputs of a cell that seems never to have run.
            count += 1
            cell.execution_count = count
            cell.outputs = [clean(output, count) for output in cell.outputs]
    notebook.metadata.pop("language_info", None)
    return notebook


def numbered(notebook: Any) -> Any:
    """Cell ids by position (jupytext draws them at random), metadata reduced to the kernel."""
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:03}"
        cell.metadata = nbformat.NotebookNode()
    jupytext_formats = {"formats": "ipynb,md:myst"}
    notebook.metadata = nbformat.from_dict({"jupytext": jupytext_formats, "kernelspec": _KERNEL})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def clean(output: Any, count: int) -> Any:
    """One output without what only this run knows."""
    if output.output_type == "stream":
        return output
    if output.output_type == "error":
        raise SystemExit(f"这一格运行出错：{output.ename}: {output.evalue}")
    output.data = nbformat.from_dict(
        {kind: text for kind, text in output.data.items() if kind == "text/plain"}
    )
    output.metadata = nbformat.NotebookNode()
    if "execution_count" in output:
        output.execution_count = count
    return output


def render(notebook: Any) -> str:
    """The file's text."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n"


def is_pair(page: Path, target: Path) -> bool:
    """Whether the notebook has exactly the cells of the text."""
    if not target.is_file():
        return False
    text = [(cell.cell_type, cell.source) for cell in jupytext.read(page).cells]
    built = [(cell.cell_type, cell.source) for cell in nbformat.read(target, 4).cells]
    return text == built


if __name__ == "__main__":
    sys.exit(main())
