"""A small workbook, and servers for it that live as long as a test needs them."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import yaml

HERE = Path(__file__).parent
TESTS = HERE.parent
CANARY = "金丝雀"
# What only the key holds; the rest of an exercise is shown to everybody.
_KEY_TEXTS = frozenset({"feedback", "explanation", "hints", "missed", "why", "order_feedback"})

_SERVE = """
import sys
from pathlib import Path
from kabook.serving.server import Limits, serve
root, port, roster, *limits = sys.argv[1:]
serve(Path(root), roster=Path(roster) if roster else None, port=int(port), open_browser=False,
      limits=Limits(*map(int, limits)))
"""
_LAB = "from kabook.serving import trainee_lab; trainee_lab(open_browser=False)"


def make_book(folder: Path) -> Path:
    """The workbook of tests/workbook with a second case and one lesson; a canary in all of the key."""
    shutil.copytree(TESTS / "workbook", folder)
    shutil.copytree(HERE / "yuanhe", folder / "casework" / "yuanhe")
    notebooks = folder / "notebooks"
    for page in notebooks.glob("*.md"):
        page.unlink()
    shutil.copy(TESTS.parent / "notebooks" / "outline.yml", notebooks)
    shutil.copy(HERE / "part1_roles.md", notebooks)
    shutil.copy(HERE / "cost.yaml", folder / "casework" / "haoli" / "exercises")
    for exercise in folder.glob("casework/*/exercises/*.yaml"):
        marked = _mark(yaml.safe_load(exercise.read_text(encoding="utf-8")), exercise.stem)
        exercise.write_text(yaml.safe_dump(marked, allow_unicode=True), encoding="utf-8")
    environment = dict(os.environ, KABOOK_ROOT=str(folder))
    tool = TESTS / "tools" / "build_notebooks.py"
    pages = [str(page) for page in notebooks.glob("*.md")]
    subprocess.run([sys.executable, str(tool), *pages], check=True, env=environment)
    return folder


def _mark(content: object, name: str, secret: bool = False) -> object:
    if isinstance(content, dict):
        return {k: _mark(v, name, secret or k in _KEY_TEXTS) for k, v in content.items()}
    if isinstance(content, list):
        return [_mark(each, name, secret) for each in content]
    return f"{content} {CANARY}-{name}" if secret and isinstance(content, str) else content


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Server:
    """A server process; ``links`` are the personal links of a class."""

    book: Path
    home: Path
    port: int
    roster: Path | None = None
    abandoned: int = 1200
    left_open: int = 14400
    check_every: int = 60
    preheated: int = 1
    process: subprocess.Popen[str] = field(init=False)
    output: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def lesson(self) -> str:
        return f"{self.address}/voila/render/part1_roles.ipynb"

    @property
    def links(self) -> dict[str, str]:
        rows = [line.split("\t") for line in self.output if line.count("\t") == 2]
        return {row[0]: row[2].strip() for row in rows}

    def start(self) -> None:
        limits = (self.abandoned, self.left_open, self.check_every, self.preheated)
        arguments = [self.book, self.port, self.roster or "", *limits]
        self.process = launch(self.home, self.output, "-c", _SERVE, *map(str, arguments))
        try:
            wait_for(lambda: status_of(self.address + "/nothing") in (403, 404), 30)
        except TimeoutError:
            self.stop()
            raise RuntimeError("".join(self.output)) from None

    def stop(self) -> None:
        end(self.process)

    def kernels(self) -> dict[str, psutil.Process]:
        """Kernel id to process, of the kernels alive now."""
        found = {}
        for child in psutil.Process(self.process.pid).children(recursive=True):
            try:
                match = re.search(r"kernel-([0-9a-f-]{36})\.json", " ".join(child.cmdline()))
            except psutil.Error:
                continue
            if match:
                found[match[1]] = child
        return found


@dataclass
class Lab:
    """A JupyterLab process on the trainee's copy."""

    book: Path
    home: Path
    output: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.process = launch(self.home, self.output, "-c", _LAB, root=self.book)
        try:
            wait_for(lambda: any("token=" in line for line in self.output), 30)
            address = next(line.strip() for line in self.output if "token=" in line)
            self.lesson = address.replace("index.ipynb", "part1_roles.ipynb")
            wait_for(lambda: status_of(self.lesson) == 200, 30)
        except TimeoutError:
            self.stop()
            raise RuntimeError("".join(self.output)) from None

    def end_kernels(self) -> None:
        """Shut the kernel of every notebook that is open."""
        for session in json.loads(self._call("GET", "/api/sessions")):
            self._call("DELETE", f"/api/sessions/{session['id']}")

    def _call(self, method: str, path: str) -> bytes:
        parts = urllib.parse.urlsplit(self.lesson)
        token = urllib.parse.parse_qs(parts.query)["token"][0]
        request = urllib.request.Request(
            f"http://{parts.netloc}{path}",
            method=method,
            headers={"Authorization": f"token {token}"},
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.read()

    def stop(self) -> None:
        end(self.process)


def launch(
    home: Path, output: list[str], *arguments: str, root: Path | None = None
) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("KABOOK", "JUPYTER"))}
    environment.update(KABOOK_HOME=str(home), PYTHONUNBUFFERED="1", PYTHONIOENCODING="utf-8")
    if root:
        environment["KABOOK_ROOT"] = str(root)
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )

    def read() -> None:
        # Unread, the pipe would fill up and stop the server.
        with process.stdout:
            output.extend(iter(process.stdout.readline, ""))

    threading.Thread(target=read, daemon=True).start()
    return process


def end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def status_of(url: str, **headers: str) -> int:
    """The HTTP status, 0 when nobody answers."""
    try:
        request = urllib.request.Request(url, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0


def wait_for(condition: object, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("it did not happen")
        time.sleep(0.1)


def kernel_of(page: object) -> str:
    """The id of the kernel a Voila page works with."""
    config = page.locator("#jupyter-config-data").text_content()
    return json.loads(config)["kernelId"]
