"""``kabook serve``: the notebooks as Voila apps, locked down."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from traitlets import Instance, Unicode
from traitlets.config import Config
from voila.app import Voila
from voila.static_file_handler import TemplateStaticFileHandler

from kabook.bundle import STATIC, bundle_name
from kabook.lessons import PAGES, lessons
from kabook.serving import environment, handlers, kernels
from kabook.serving.environment import LOCAL_ADDRESSES, ServingError
from kabook.serving.pages import WorkbookPages
from kabook.serving.visitors import Visitors

# For a class these would show one trainee the work of all.
_INSTRUCTORS_PAGES = frozenset({"instructor"})
_MEGABYTES_PER_KERNEL = 120
_PAGE_EXTENSIONS = [
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
]


@dataclass(frozen=True)
class Limits:
    """Seconds after which unused kernels go, and how many wait warmed up for each page."""

    abandoned: int = 1200
    left_open: int = 4 * 3600
    check_every: int = 60
    preheated: int = 1


class WorkbookServer(Voila):
    """Standalone Voila over ``notebooks/`` without its tree, file and contents handlers.

    Standalone, because only there are execute requests from the page refused.
    """

    pages: frozenset[str] = frozenset()
    most_kernels = 0
    visitors = Instance(Visitors, allow_none=True)
    first_page = Unicode()

    def init_settings(self) -> dict[str, Any]:
        """Voila's, with our error pages, our visitors and no foreign host names."""
        settings: dict[str, Any] = super().init_settings()
        self.contents_manager = settings["contents_manager"] = WorkbookPages(parent=self)
        if self.voila_configuration.preheat_kernel:
            kernels.serve_only_ready_ones(self.kernel_manager)
        settings["default_handler_class"] = handlers.NotFound
        settings["default_handler_args"] = {}
        settings["xsrf_cookie_kwargs"] = {"path": self.base_url, "samesite": "Lax"}
        if self.visitors is None:
            # A foreign site whose name resolves to 127.0.0.1 must not read our pages.
            settings["allow_remote_access"] = False
        if self.visitors is not None:
            settings["identity_provider"] = self.visitors.identity_provider(self)
        return settings

    def init_handlers(self) -> list[Any]:
        """Replace what Voila serves: anything not listed here does not exist."""
        ours = [
            (r"/", handlers.Home),
            (
                r"/voila/render/([a-z0-9_]+\.ipynb)",
                handlers.Page,
                {
                    "template_paths": self.template_paths,
                    "config": self.config,
                    "voila_configuration": self.voila_configuration,
                    "pages": self.pages,
                    "most_kernels": self.most_kernels,
                },
            ),
            (r"/api/kernels/([0-9a-f-]+)/channels", handlers.KernelSocket),
            (r"/voila/api/shutdown/([0-9a-f-]+)", handlers.ShutDown),
            (r"/voila/query/([0-9a-f-]+)", handlers.Visit),
            (
                r"/voila/labextensions/kabook/static/(kabook\.[0-9a-f]+\.js)",
                handlers.Bundle,
                {"path": STATIC},
            ),
            (r"/kabook/(course\.js)", handlers.Bundle, {"path": STATIC}),
            # Voila's own pattern lets dots through and answers them with 500.
            (r"/voila/templates/(\w+/static/\w[\w.-]*)", TemplateStaticFileHandler),
        ]
        if self.visitors is not None:
            ours += self.visitors.handlers()
        kept = (r"/voila/static/", r"/voila/labextensions/")
        kernel = r"/api/kernels/(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
        theirs = [h for h in super().init_handlers() if h[0].startswith(kept) or h[0] == kernel]
        return [*ours, *theirs, (r"/.*", handlers.NotFound)]

    def launch_browser(self) -> None:
        """Voila would write a page into the temporary folder for this."""
        opener = environment.open_in_browser
        threading.Thread(target=opener, args=(self.first_page,), daemon=True).start()

    def stop(self) -> None:
        click.echo("正在关闭……", err=True)
        super().stop()


def serve(
    root: Path,
    roster: Path | None = None,
    host: str = "127.0.0.1",
    port: int = 8866,
    open_browser: bool = True,
    limits: Limits | None = None,
) -> None:
    """Serve the workbook until interrupted.

    Raises:
        ServingError: another address without a class, or none that is free.
        KabookError: the roster cannot be read.
    """
    if roster is None and host not in LOCAL_ADDRESSES:
        raise ServingError(
            f"没有班级名单时只在本机打开，不能监听 {host}。给全班用：kabook serve --class 名单.csv"
        )
    visitors = Visitors(roster) if roster else None
    home = environment.prepare(root, roster)
    environment.end_retention()
    free = environment.free_port(host, port)
    if port and free != port:
        click.echo(f"端口 {port} 已被占用，改用 {free}。", err=True)
    # Preheated kernels ask the server who their visitor is.
    os.environ["VOILA_APP_IP"] = "127.0.0.1" if host in ("0.0.0.0", "localhost") else host
    asyncio.set_event_loop(asyncio.new_event_loop())
    server = WorkbookServer(
        config=_configuration(root, home, limits or Limits(), visitors),
        # A voila.json in the current folder could unlock everything again.
        config_file_paths=[],
        visitors=visitors,
        ip=host,
        port=free,
        port_retries=0,
        open_browser=open_browser and visitors is None,
    )
    address = f"http://{environment.reachable_name(host)}:{free}/"
    server.pages = _pages(root, visitors)
    server.most_kernels = _capacity()
    server.first_page = address
    server.initialize([])
    _log_to(home / "serve.log")
    _announce(address, visitors, server.most_kernels)
    server.start()


def _configuration(root: Path, home: Path, limits: Limits, visitors: Visitors | None) -> Config:
    notebooks = (root / "notebooks").resolve()
    titles = {lesson.page: lesson.title for lesson in lessons()}
    config = Config()
    config.Voila.root_dir = str(notebooks)
    config.Voila.log_level = logging.WARNING
    page = config.VoilaConfiguration
    page.template = "kabook"
    page.allow_template_override = "NO"
    page.allow_theme_override = "NO"
    page.show_tracebacks = False
    page.strip_sources = True
    page.file_allowlist = []
    page.file_denylist = [r".*"]
    page.extension_allowlist = _PAGE_EXTENSIONS
    page.kernel_spec_manager_class = environment.OwnKernel
    page.multi_kernel_manager_class = "kabook.serving.kernels.WorkbookKernels"
    page.http_header_envs = ["Cookie"] if visitors else []
    page.preheat_kernel = limits.preheated > 0
    page.default_pool_size = limits.preheated
    page.resources = {
        "kabook": {
            "titles": titles,
            "bundle": bundle_name(),
            "places": [(n, t) for n, t in PAGES.items() if (notebooks / f"{n}.ipynb").is_file()],
        }
    }
    manager = config.WorkbookKernels
    manager.cull_idle_timeout = limits.abandoned
    manager.cull_interval = limits.check_every
    manager.connected_idle_timeout = limits.left_open
    manager.allow_tracebacks = False
    if limits.preheated:
        pool = config.VoilaKernelManager
        pool.preheat_denylist = sorted(_INSTRUCTORS_PAGES)
        # The refill would compete with the page that has just taken the last one.
        pool.fill_delay = 5.0
    config.VoilaExecutor.cell_error_instruction = ""
    return config


def _pages(root: Path, visitors: Visitors | None) -> frozenset[str]:
    names = {path.name for path in (root / "notebooks").glob("*.ipynb")}
    if visitors is not None:
        names -= {f"{page}.ipynb" for page in _INSTRUCTORS_PAGES}
    return frozenset(names)


def _capacity() -> int:
    """Kernels this machine holds at once, by its memory."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        memory = 4 << 30
    return max(10, int(memory * 0.7) // (_MEGABYTES_PER_KERNEL << 20))


def _log_to(path: Path) -> None:
    """Everything the libraries say goes to a file: the terminal is for our sentences."""
    written = logging.FileHandler(path, encoding="utf-8")
    written.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    for name in ("WorkbookServer", "traitlets", "tornado", "asyncio", "py.warnings"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [written]
        logger.setLevel(logging.WARNING)
        logger.propagate = False
    logging.captureWarnings(True)


def _announce(address: str, visitors: Visitors | None, most_kernels: int) -> None:
    if visitors is None:
        click.echo("练习册已打开（第一次打开每一页要等几秒）：", err=True)
        click.echo(address)
        click.echo("只有这台电脑能打开它。按 Ctrl-C 关闭。", err=True)
        return
    click.echo(f"{len(visitors.trainees)} 位学员，各用各的链接：", err=True)
    for trainee, link in visitors.links(address):
        click.echo(f"{trainee.id}\t{trainee.name}\t{link}")
    click.echo(
        f"这台机器的内存约够同时打开 {most_kernels} 页。按 Ctrl-C 关闭；学员的记录都保留。",
        err=True,
    )
