"""The workbook in JupyterLab: a trainee's own copy, or the files themselves for authors."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import warnings
from datetime import date
from pathlib import Path

import click
from jupyterlab.labapp import LabApp

from kabook.bundle import STATIC, bundle_name
from kabook.casework import root
from kabook.serving import environment

_FIRST_PORT = 8888
_SETTINGS = {
    "@jupyterlab/translation-extension:plugin": {"locale": "zh_CN"},
    "@jupyterlab/apputils-extension:notification": {
        "checkForUpdates": False,
        "fetchNews": "false",
    },
    # A page loaded again shows its exercises only if they were saved as outputs.
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 15},
    "@jupyterlab/notebook-extension:tracker": {
        "autoStartDefaultKernel": True,
        # A cell that leaves the screen keeps its exercise, with what was typed into it.
        "windowingMode": "defer",
    },
}


def trainee_lab(port: int = _FIRST_PORT, open_browser: bool = True) -> None:
    """Open the trainee's copy of the notebooks, brought up to date, in ``$KABOOK_HOME/lab``."""
    workbook = root()
    folder = environment.prepare(workbook) / "lab"
    environment.end_retention()
    for kept in copy_notebooks(workbook / "notebooks", folder):
        click.echo(f"练习册有新版；你改过的那一份留在 {kept.name}。", err=True)
    click.echo(
        "这是你自己的一份，随便改。打开一页，点“运行”→“运行全部单元格”，练习就出来了。", err=True
    )
    _launch(folder, "index.ipynb", port, open_browser)


def author_lab(port: int = _FIRST_PORT, open_browser: bool = True) -> None:
    """Open the repository itself; saving a notebook also writes its ``.md``."""
    environment.prepare(root())
    _launch(root().resolve(), "notebooks/index.ipynb", port, open_browser)


def copy_notebooks(source: Path, folder: Path) -> list[Path]:
    """Bring the copies up to date; returns the trainee's versions that had to step aside.

    A copy the trainee changed is renamed, never overwritten. Answers are in the record, not
    in the notebooks.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ledger = folder / ".copied.json"
    copied: dict[str, str] = {}
    if ledger.is_file():
        copied = json.loads(ledger.read_text(encoding="utf-8"))
    kept = []
    for original in sorted(source.glob("*.ipynb")):
        copy, digest = folder / original.name, _digest(original)
        # What was copied last time is what the trainee's own version started from.
        if copy.is_file() and copied.get(original.name) == digest:
            continue
        if copy.is_file() and _digest(copy) not in (digest, copied.get(original.name)):
            kept.append(_step_aside(copy))
        shutil.copyfile(original, copy)
        copied[original.name] = digest
    ledger.write_text(json.dumps(copied, indent=1, sort_keys=True), encoding="utf-8")
    return kept


def _step_aside(copy: Path) -> Path:
    aside = copy.with_name(f"{copy.stem}（我的 {date.today()}）.ipynb")
    number = 2
    while aside.exists():
        aside = copy.with_name(f"{copy.stem}（我的 {date.today()} {number}）.ipynb")
        number += 1
    return copy.rename(aside)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _launch(folder: Path, first: str, port: int, open_browser: bool) -> None:
    _write_settings()
    _publish_bundle()
    free = environment.free_port("127.0.0.1", port)
    # In the environment, not on the command line: other users of the machine can read that.
    os.environ["JUPYTER_TOKEN"] = token = secrets.token_urlsafe(24)
    click.echo(f"http://127.0.0.1:{free}/lab/tree/{first}?token={token}")
    # Jupyter's own deprecations are nothing a trainee could act on.
    warnings.simplefilter("ignore", DeprecationWarning)
    LabApp.launch_instance(
        argv=[
            f"--ServerApp.root_dir={folder}",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={free}",
            "--ServerApp.port_retries=0",
            # In a container the only user is root; it still needs the token, on loopback.
            "--ServerApp.allow_root=True",
            f"--ServerApp.open_browser={open_browser and environment.has_screen()}",
            "--ServerApp.kernel_spec_manager_class=kabook.serving.environment.OwnKernel",
            f"--LabApp.default_url=/lab/tree/{first}",
            # Nothing is fetched: no news, no update check, no list of extensions.
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.extension_manager=readonly",
            "--log-level=WARN",
        ]
    )


def _write_settings() -> None:
    folder = environment.config_folder() / "labconfig"
    folder.mkdir(parents=True, exist_ok=True)
    settings = json.dumps(_SETTINGS, indent=1)
    (folder / "default_setting_overrides.json").write_text(settings, encoding="utf-8")


def _publish_bundle() -> None:
    """Copy the front end to where JupyterLab serves extensions' files from."""
    folder = environment.data_folder() / "labextensions" / "kabook" / "static"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(STATIC / bundle_name(), folder)
