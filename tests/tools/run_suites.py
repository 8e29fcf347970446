"""``make test``: every suite that CI runs, with its seconds.

Chromium, CJK fonts and Node are required in CI (``CI=true``); elsewhere the suites that need
them are skipped, saying why.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
FRONTEND = REPOSITORY / "lib" / "frontend"
STATIC = REPOSITORY / "lib" / "kabook" / "static"
TOOLS = Path(__file__).parent
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")
BIN = Path(sys.executable).parent


class MissingToolError(Exception):
    """What is missing on this machine."""


def run(*command: str | Path, folder: Path = REPOSITORY) -> bool:
    """Whether the command succeeded; it writes to our own output."""
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, KABOOK_HOME=home, KABOOK_ROOT=str(REPOSITORY))
        environment.pop("KABOOK_CLASS", None)
        # Programs are looked up beside this interpreter first: ruff, mypy, jupyter.
        environment["PATH"] = f"{BIN}{os.pathsep}{environment.get('PATH', '')}"
        done = subprocess.run([str(part) for part in command], cwd=folder, env=environment)
    return done.returncode == 0


def pytest(*arguments: str | Path) -> bool:
    return run(sys.executable, "-m", "pytest", *arguments)


def style() -> bool:
    checked = run("ruff", "check", ".")
    return run("ruff", "format", "--check", ".") and checked


def types() -> bool:
    return run("mypy")


def imports() -> bool:
    return run("lint-imports")


def content() -> bool:
    return run(sys.executable, "-m", "kabook", "check")


def unit_tests() -> bool:
    return pytest("tests", "--ignore=tests/browser")


def notebooks() -> bool:
    pages = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
    if not pages:
        print("notebooks/ 里没有 .ipynb，运行 make notebooks", file=sys.stderr)
        return False
    return pytest("--nbval", "-o", "filterwarnings=", "-p", "no:cacheprovider", *pages)


def pairs() -> bool:
    return run(sys.executable, TOOLS / "build_notebooks.py", "--check")


def front_end() -> bool:
    """Types, tests, format, and that the committed bundle is what the sources build."""
    if not (shutil.which("node") and shutil.which("npm")):
        raise MissingToolError("没有 Node")
    before = _digests(STATIC)
    good = run("npm", "ci", "--no-audit", "--no-fund", "--silent", folder=FRONTEND)
    good = good and all(
        [run("npm", "run", "--silent", task, folder=FRONTEND) for task in _FRONT_END_TASKS]
    )
    if _digests(STATIC) != before:
        print("lib/kabook/static 不是现在的源码构建的：make frontend", file=sys.stderr)
        return False
    return good


_FRONT_END_TASKS = ("check", "format:check", "test", "build")


def browser_tests() -> bool:
    names = ("chromium", "chromium-browser", "google-chrome")
    if not any(shutil.which(name) for name in names):
        raise MissingToolError("没有 Chromium")
    fonts = shutil.which("fc-list") and subprocess.run(
        ["fc-list", ":lang=zh"], capture_output=True, text=True
    )
    if not fonts or not fonts.stdout.strip():
        raise MissingToolError("没有中文字体（fonts-noto-cjk）")
    return pytest("tests/browser")


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


SUITES: tuple[tuple[str, Callable[[], bool]], ...] = (
    ("ruff", style),
    ("mypy", types),
    ("import-linter", imports),
    ("kabook check", content),
    ("pytest", unit_tests),
    ("md 与 ipynb 成对", pairs),
    ("nbval", notebooks),
    ("前端", front_end),
    ("浏览器", browser_tests),
)


def main() -> int:
    """Run all suites, or those named on the command line."""
    wanted = sys.argv[1:]
    lines, failed = [], False
    for name, suite in SUITES:
        if wanted and name not in wanted:
            continue
        print(f"\n=== {name}", flush=True)
        began = time.monotonic()
        try:
            outcome = "通过" if suite() else "失败"
        except MissingToolError as reason:
            outcome = f"失败：{reason}" if IN_CI else f"跳过：{reason}"
        failed = failed or outcome.startswith("失败")
        lines.append(f"{time.monotonic() - began:7.1f} 秒  {name}  {outcome}")
    print("\n" + "\n".join(lines))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
