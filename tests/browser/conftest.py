"""Servers, a browser, and a witness of everything a page receives."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

from browser.servers import Lab, Server, free_port, make_book
from browser.trainee import Desk
from kabook.store import Store

_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in _NAMES if (path := shutil.which(name))), None)
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZES = {1440: 900, 390: 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip("没有 Chromium"))


@pytest.fixture(scope="session")
def book(tmp_path_factory) -> Path:
    return make_book(tmp_path_factory.mktemp("browser") / "book")


@pytest.fixture(scope="session")
def shared_server(book, tmp_path_factory) -> Iterator[Server]:
    server = Server(book, tmp_path_factory.mktemp("voila"), free_port())
    yield server
    server.stop()


@pytest.fixture(scope="session")
def shared_lab(book, tmp_path_factory) -> Iterator[Lab]:
    lab = Lab(book, tmp_path_factory.mktemp("lab"))
    yield lab
    lab.stop()


@pytest.fixture
def server(shared_server) -> Server:
    """The local server, with nothing recorded yet."""
    forget_everything(shared_server.home)
    return shared_server


@pytest.fixture
def lab(shared_lab) -> Lab:
    """JupyterLab, with nothing recorded yet and no kernel that remembers another test."""
    shared_lab.end_kernels()
    forget_everything(shared_lab.home)
    return shared_lab


@pytest.fixture
def own_server(book, tmp_path) -> Iterator[object]:
    """Starts a server with limits of one's own: ``own_server(left_open=3)``."""
    started = []

    def start(**limits: object) -> Server:
        home = tmp_path / f"home{len(started)}"
        started.append(Server(book, home, free_port(), **limits))
        return started[-1]

    yield start
    for each in started:
        each.stop()


@pytest.fixture(params=["voila", "lab"])
def desk(request, new_tab) -> Desk:
    """The chapter with the maps, once in Voila and once in JupyterLab."""
    place = request.getfixturevalue("server" if request.param == "voila" else "lab")
    return Desk(place, new_tab)


def forget_everything(home: Path) -> None:
    store = Store(home / "kabook.db")
    store.forget("local")
    store.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


@dataclass
class Witness:
    """What a page received and what went wrong in it."""

    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    responses: list[Response] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.on("response", lambda response: self.responses.append(response))
        page.on("websocket", self._attach_socket)

    def _attach_socket(self, socket: object) -> None:
        self.hosts.add(urlsplit(socket.url).netloc)
        socket.on("framereceived", lambda frame: self.frames.append(_bytes(frame)))

    def received(self) -> str:
        """All bodies and frames so far, as text."""
        bodies = []
        for response in self.responses:
            try:
                bodies.append(response.body())
            except Exception:
                continue  # redirects, and pages left meanwhile, have no body any more
        return b"\n".join([*bodies, *self.frames]).decode("utf-8", "replace")


def _bytes(frame: str | bytes) -> bytes:
    return frame if isinstance(frame, bytes) else frame.encode()


@dataclass
class Tab:
    """A browser tab of its own context, with its witness."""

    page: Page
    witness: Witness
    context: BrowserContext


@pytest.fixture
def new_tab(chromium) -> Iterator[object]:
    """Opens tabs: ``new_tab(390)``. At the end no page may have failed or called elsewhere."""
    tabs: list[Tab] = []

    def open_tab(width: int = 1440) -> Tab:
        viewport = {"width": width, "height": SIZES[width]}
        touch = width < 900
        context = chromium.new_context(viewport=viewport, has_touch=touch, locale="zh-CN")
        context.set_default_timeout(20_000)
        page = context.new_page()
        tab = Tab(page, Witness(), context)
        tab.witness.attach(page)
        tabs.append(tab)
        return tab

    yield open_tab
    for tab in tabs:
        tab.context.close()
    for tab in tabs:
        assert not tab.witness.errors
        assert all(host.startswith("127.0.0.1:") or not host for host in tab.witness.hosts)
