"""A class: who may come in, and how the server recognises them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, User

from kabook.errors import ContentError, IdentityError
from kabook.identity import (
    COOKIE,
    Trainee,
    identify,
    issue_cookie,
    load_roster,
    personal_link,
    read_link,
)
from kabook.serving.handlers import ErrorPages, RefusedError


class ClassIdentity(IdentityProvider):
    """The signed cookie, or nobody. Every page, kernel and socket asks this."""

    roster: Path

    @property
    def auth_enabled(self) -> bool:
        return True

    def get_user(self, handler: Any) -> User | None:
        """Who sends this request; read with the roster as it is now."""
        try:
            trainee = identify(handler.request.headers.get("Cookie", ""), self.roster)
        except IdentityError:
            return None
        return User(username=trainee.id, name=trainee.name)

    def get_handlers(self) -> list[Any]:
        """No login form: the instructor hands out links."""
        return []


class Enter(ErrorPages):
    """``/enter/<token>``: a personal link becomes a cookie."""

    def initialize(self, roster: Path) -> None:
        self.roster = roster

    @allow_unauthenticated
    def get(self, token: str) -> None:
        """Set the cookie and go to the first page; the token leaves the address bar."""
        try:
            trainee = read_link(token, self.roster)
        except (IdentityError, ContentError) as error:
            sentence = str(error) if isinstance(error, IdentityError) else ""
            raise RefusedError(403, sentence) from error
        self.set_cookie(
            COOKIE,
            issue_cookie(trainee),
            path=self.base_url,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.redirect(f"{self.base_url}voila/render/index.ipynb")


class Visitors:
    """The people of a ROSTER.csv.

    Raises:
        ContentError: it cannot be read; the line is named.
    """

    def __init__(self, roster: Path) -> None:
        self.roster = roster.resolve()
        self.trainees = load_roster(self.roster)

    def identity_provider(self, server: Any) -> ClassIdentity:
        provider = ClassIdentity(parent=server, log=server.log, token="")
        provider.roster = self.roster
        return provider

    def handlers(self) -> list[Any]:
        return [(r"/enter/([\w.=-]+)", Enter, {"roster": self.roster})]

    def links(self, address: str) -> list[tuple[Trainee, str]]:
        """Everybody's personal link, in the roster's order."""
        return [(each, personal_link(address, each)) for each in self.trainees]
