"""What the server answers: pages, the bundle, the kernels' sockets; nothing else."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, RequestHandler, StaticFileHandler, authenticated
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import (
    VoilaKernelWebsocketHandler,
    read_header_from_binary_message,
)

_HASHED = re.compile(r"kabook\.[0-9a-f]{6,64}\.js")
# A page that closes sends its last draft after the beacon: the kernel stays up to store it.
_SECONDS_TO_STORE_DRAFTS = 3.0
_SECONDS_PER_ASKING = 30.0
_SECONDS_TO_GATHER = 0.04
# Tracebacks and log lines travel as these; pages get their outputs in the HTML.
_KEPT_FROM_PAGES = frozenset({"error", "stream", "execute_input"})

_SENTENCES = {
    403: "这一页不对外。",
    404: "没有这一页。",
    503: "现在用的人已经满了。过几分钟再打开；一直这样，告诉老师。",
}
_OTHER_FAULT = "这一页没有打开。重新载入一次；还不行，把时间告诉老师。"
NOT_SIGNED_IN = "请用老师发给你的个人链接进入。链接失效了，找老师再要一个。"


class ErrorPages(JupyterHandler):
    """One sentence for every fault: no traceback, no English, no names of files."""

    def write_error(self, status_code: int, **details: Any) -> None:
        """Show the sentence of this status (or the one the handler chose)."""
        error = details.get("exc_info", (None, None))[1]
        chosen = getattr(error, "log_message", None) if isinstance(error, RefusedError) else None
        self.write_sentence(chosen or _SENTENCES.get(status_code, _OTHER_FAULT))

    def get_login_url(self) -> str:
        raise RefusedError(403, NOT_SIGNED_IN)

    def write_sentence(self, sentence: str) -> None:
        environment = self.settings["voila_jinja2_env"]
        page = environment.get_template("sentence.html").render(sentence=sentence)
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.finish(page)


class RefusedError(HTTPError):
    """An answer of one sentence, written for the visitor."""

    def __init__(self, status_code: int, sentence: str) -> None:
        super().__init__(status_code, sentence.replace("%", "%%"))


class NotFound(ErrorPages):
    """Every address that is not ours."""

    @authenticated
    def get(self, *_path: str) -> None:
        raise HTTPError(404)


class Home(NotFound):
    """The address somebody types."""

    @authenticated
    def get(self) -> None:
        self.redirect(f"{self.base_url}voila/render/index.ipynb")


class Page(ErrorPages, TornadoVoilaHandler):
    """A lesson, rendered by Voila."""

    def initialize(self, pages: frozenset[str], most_kernels: int, **options: Any) -> None:
        super().initialize(**options)
        self.pages = pages
        self.most_kernels = most_kernels

    @authenticated
    async def get(self, path: str) -> None:
        """Stream the page; its kernel starts meanwhile."""
        if path not in self.pages:
            raise HTTPError(404)
        if self.kernel_manager.alive >= self.most_kernels:
            raise HTTPError(503)
        # Reading it sets the cookie without which the closing page's beacon is refused.
        _ = self.xsrf_token
        sender = _Sender(self)
        try:
            async for piece in self.get_generator(path=path):
                sender.add(piece)
        finally:
            sender.send()


class _Sender:
    """Sends a page in few packets: the template yields hundreds of fragments.

    A fragment waits at most a moment, so that the prose is there while the kernel starts.
    """

    def __init__(self, handler: Page) -> None:
        self._handler = handler
        self._pieces: list[str] = []
        self._timer: asyncio.TimerHandle | None = None

    def add(self, piece: str) -> None:
        self._pieces.append(piece)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(_SECONDS_TO_GATHER, self.send)

    def send(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._pieces:
            self._handler.write("".join(self._pieces))
            self._handler.flush()
            self._pieces.clear()


class KernelSocket(VoilaKernelWebsocketHandler):
    """Comm messages only: nothing a kernel prints or raises reaches a page."""

    def write_message(self, message: bytes | dict[str, Any], binary: bool = False) -> Any:
        if isinstance(message, bytes):
            header = read_header_from_binary_message(message)
        else:
            header = message.get("header") if isinstance(message, dict) else None
        if header and header.get("msg_type") in _KEPT_FROM_PAGES:
            return None
        return super().write_message(message, binary)


class ShutDown(VoilaShutdownKernelHandler):
    """A page says that it closes."""

    @authenticated
    async def post(self, kernel_id: str) -> None:
        """Shut its kernel, once the last draft is stored and if the page is really gone."""
        asyncio.get_running_loop().call_later(
            _SECONDS_TO_STORE_DRAFTS, lambda: asyncio.ensure_future(self._shut(kernel_id))
        )
        self.set_status(204)
        self.finish()

    async def _shut(self, kernel_id: str) -> None:
        manager = self.kernel_manager
        # A trainee may answer "stay on this page": then the socket is still there.
        if kernel_id in manager and not manager.is_connected(kernel_id):
            await ensure_async(manager.shutdown_kernel(kernel_id))


class Announcements(dict[str, Any]):
    """Where Voila leaves the request of a preheated kernel that is not listening yet."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: dict[str, asyncio.Event] = {}

    def __setitem__(self, kernel_id: str, request: dict[str, str]) -> None:
        super().__setitem__(kernel_id, request)
        self.arrived.setdefault(kernel_id, asyncio.Event()).set()

    async def take(self, kernel_id: str, seconds: float) -> dict[str, str] | None:
        """The request, once: it carries the visitor's cookie."""
        event = self.arrived.setdefault(kernel_id, asyncio.Event())
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return None
        del self.arrived[kernel_id]
        request: dict[str, str] = self.pop(kernel_id)
        return request


class Visit(RequestHandler):
    """Tells a preheated kernel whose request it serves (``kabook.visit``)."""

    async def get(self, kernel_id: str) -> None:
        """Answer when a visitor comes, or 204 from time to time: ask again."""
        headers = self.request.headers
        # Kernels name no origin and send no cookie; a browser always sends one of these.
        if any(name in headers for name in ("Origin", "Cookie", "Referer", "Sec-Fetch-Mode")):
            raise HTTPError(403)
        if kernel_id not in self.settings["kernel_manager"]:
            raise HTTPError(404)
        request = await announcements.take(kernel_id, _SECONDS_PER_ASKING)
        if request is None:
            self.set_status(204)
            return
        self.finish(request)


announcements = Announcements()
RequestInfoSocketHandler._cache = announcements


class Bundle(StaticFileHandler):
    """The front end's own files."""

    def set_extra_headers(self, path: str) -> None:
        hashed = _HASHED.fullmatch(path)
        keep = "public, max-age=31536000, immutable" if hashed else "no-cache"
        self.set_header("Cache-Control", keep)
