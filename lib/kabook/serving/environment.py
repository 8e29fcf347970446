"""What a server and the kernels it starts find in their environment."""

from __future__ import annotations

import errno
import os
import socket
import sys
import webbrowser
from datetime import datetime, timedelta
from pathlib import Path

import click
from jupyter_client.kernelspec import KernelSpecManager

from kabook.errors import KabookError, StoreError
from kabook.home import home
from kabook.store import Store, retention_days

SHARE = Path(__file__).parent / "share" / "jupyter"
LOCAL_ADDRESSES = frozenset({"127.0.0.1", "localhost", "::1"})
_PORTS_TRIED = 50


class ServingError(KabookError):
    """The server cannot be started as asked."""


class OwnKernel(KernelSpecManager):
    """Only the kernel installed beside this package.

    A ``python3`` registered by ``ipykernel install --user`` would otherwise win, and it
    usually belongs to an environment without kabook.
    """

    def _kernel_dirs_default(self) -> list[str]:
        return [str(Path(sys.prefix, "share", "jupyter", "kernels"))]


def prepare(root: Path, roster: Path | None = None) -> Path:
    """Set the environment the kernels inherit; the trainee's folder is returned."""
    folder = home().resolve()
    os.environ["KABOOK_ROOT"] = str(root.resolve())
    os.environ["KABOOK_HOME"] = str(folder)
    if roster is None:
        os.environ.pop("KABOOK_CLASS", None)
    else:
        os.environ["KABOOK_CLASS"] = str(roster.resolve())
    # Extensions, settings and start-up scripts of the user's other notebooks stay out.
    os.environ["JUPYTER_PATH"] = str(SHARE)
    os.environ["JUPYTER_DATA_DIR"] = str(data_folder())
    os.environ["JUPYTER_CONFIG_DIR"] = str(config_folder())
    os.environ["IPYTHONDIR"] = str(folder / "ipython")
    _write_kernel_settings(folder / "ipython" / "profile_default")
    # Thirty kernels on two cores: a thread pool each would only cost memory.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return folder


def end_retention() -> int:
    """Erase what is older than the retention allows; the number of attempts that went.

    A record that cannot be opened is told on the pages; it must not keep the server from starting.
    """
    try:
        store = Store()
        gone = store.purge(datetime.now().astimezone() - timedelta(days=retention_days()))
        store.close()
    except StoreError as error:
        click.echo(str(error), err=True)
        return 0
    return gone


def data_folder() -> Path:
    """Where Jupyter looks for this user's extensions while we serve."""
    return home().resolve() / "jupyter" / "data"


def config_folder() -> Path:
    """Where Jupyter keeps this user's settings while we serve."""
    return home().resolve() / "jupyter" / "config"


def _write_kernel_settings(profile: Path) -> None:
    profile.mkdir(parents=True, exist_ok=True)
    settings = profile / "ipython_kernel_config.py"
    # A history database shared by all kernels is a lock they would wait for, and what the
    # kernels log (a traceback when one ends while it waits for a visitor) would land in the
    # terminal between our sentences.
    settings.write_text(
        "c = get_config()\nc.HistoryManager.enabled = False\nc.IPKernelApp.log_level = 50\n",
        encoding="utf-8",
    )


def free_port(host: str, wanted: int) -> int:
    """``wanted`` or the next port nobody listens on (0: any).

    Raises:
        ServingError: the address is not ours, or all of them are taken.
    """
    for port in range(wanted, wanted + _PORTS_TRIED) if wanted else [0]:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno in (errno.EADDRINUSE, errno.EACCES):
                    continue
                raise ServingError(
                    f"不能在 {host} 上监听：{error.strerror}。换一个本机的地址。"
                ) from error
            return int(probe.getsockname()[1])
    raise ServingError(f"端口 {wanted} 到 {wanted + _PORTS_TRIED - 1} 都被占用，用 --port 换一个。")


def reachable_name(host: str) -> str:
    """What to write into an address: for "every interface" the one others reach us by."""
    if host not in ("0.0.0.0", "::", ""):
        return f"[{host}]" if ":" in host else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: this only asks the system which interface it would take.
            probe.connect(("10.255.255.255", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def has_screen() -> bool:
    """Whether opening a browser would not start a text browser in the terminal."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_in_browser(address: str) -> None:
    """Open a page in the user's browser, if there is a screen."""
    if has_screen():
        webbrowser.open(address)
