"""What the widgets of one kernel share: the trainee, the record, the clock, who is to be told."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol

from kabook import identity
from kabook.identity import Trainee
from kabook.records import Draft, Tally
from kabook.store import Store, retention_days
from kabook.widgets.asset import RefusedError

_NOT_ACCEPTED = "请先看一眼我们记录什么。"


class Watcher(Protocol):
    """Something that shows how far the trainee is."""

    def refresh(self) -> None: ...


class Page:
    """One trainee at one open page."""

    def __init__(self, trainee: Trainee, store: Store) -> None:
        self.trainee = trainee
        self.store = store
        self.watchers: dict[str, Watcher] = {}
        self._accepted = False
        self._revision: tuple[int, int] | None = None
        self._drafts: dict[str, Draft] = {}
        self._tallies: dict[str, Tally] = {}

    def now(self) -> datetime:
        """The moment, in the server's own time zone."""
        return datetime.now().astimezone()

    def shown(self, moment: datetime) -> str:
        """``10:32`` today, ``11-23 10:32`` on another day."""
        local = moment.astimezone()
        today = local.date() == self.now().date()
        return local.strftime("%H:%M" if today else "%m-%d %H:%M")

    # --- the record, read once a page and again after somebody wrote ---------------------------

    def draft(self, exercise: str) -> Draft | None:
        self._read()
        return self._drafts.get(exercise)

    def drafts(self) -> dict[str, Draft]:
        self._read()
        return self._drafts

    def tally(self, exercise: str) -> Tally:
        self._read()
        return self._tallies.get(exercise, Tally())

    def _read(self) -> None:
        revision = self.store.revision()
        if revision != self._revision:
            self._drafts = self.store.drafts(self.trainee.id)
            self._tallies = self.store.summary(self.trainee.id)
            self._revision = revision

    # --- the notice ----------------------------------------------------------------------------

    @property
    def notice(self) -> str:
        """What is recorded, who sees it and for how long (Markdown)."""
        return _notice(self.trainee.signed_in, retention_days())

    def has_accepted(self) -> bool:
        """Whether the trainee has read the notice as it stands today."""
        if not self._accepted:
            self._accepted = self.store.has_accepted(self.trainee.id, self._version)
        return self._accepted

    def accept_notice(self) -> datetime:
        now = self.now()
        self.store.accept_notice(self.trainee.id, self._version, now)
        return now

    def require_notice(self) -> None:
        """Nothing is recorded before the notice was seen.

        Raises:
            RefusedError: it was not.
        """
        if not self.has_accepted():
            raise RefusedError(_NOT_ACCEPTED)

    @property
    def _version(self) -> str:
        # Another text is another notice.
        return hashlib.sha256(self.notice.encode()).hexdigest()[:16]

    def tell(self) -> None:
        """An attempt was recorded."""
        for watcher in self.watchers.values():
            watcher.refresh()


@cache
def page() -> Page:
    """The page of this kernel; waits for its visitor under a preheated Voila.

    Raises:
        IdentityError: it cannot be said who the trainee is.
        StoreError: there is no place for the record.
    """
    return Page(identity.current(), Store())


@cache
def _notice(signed_in: bool, days: int) -> str:
    name = "notice_class.md" if signed_in else "notice_local.md"
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return text.replace("{days}", str(days))
